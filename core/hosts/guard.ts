import { timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';

/** What the guard compares with. */
export interface GuardOptions {
  readonly token: string;
  readonly port: () => number;
}

/**
 * Lets through only calls that were meant for this program: the Host is ours (against DNS rebinding), the Origin is absent
 * or ours (against other pages), and the token is right: a bearer token, or for the page a cookie that a link with the
 * token sets once. The token then leaves the address at once, and no header ever allows other origins.
 */
export function guard({ token, port }: GuardOptions): MiddlewareHandler {
  // The address with the token works once; after that only its cookie or the header does.
  let isLinkUsed = false;
  return async (c, next) => {
    const hosts = [`127.0.0.1:${port()}`, `localhost:${port()}`];
    const host = c.req.header('host') ?? '';
    const origin = c.req.header('origin');
    const site = c.req.header('sec-fetch-site');
    if (!hosts.includes(host)) return c.json({ code: 'FORBIDDEN', message: 'this address is not served here' }, 403);
    if (origin !== undefined && !hosts.some((own) => origin === `http://${own}`))
      return c.json({ code: 'FORBIDDEN', message: 'other pages may not call Winnow' }, 403);
    if (site !== undefined && site !== 'same-origin' && site !== 'none')
      return c.json({ code: 'FORBIDDEN', message: 'other pages may not call Winnow' }, 403);
    const cookie = `winnow_${port()}`;
    const link = c.req.query('token');
    if (link !== undefined && c.req.path === '/') {
      if (isLinkUsed || !isSame(link, token))
        return c.json({ code: 'UNAUTHORIZED', message: 'this link was used or is of an earlier start; start Winnow again' }, 401);
      isLinkUsed = true;
      setCookie(c, cookie, token, { httpOnly: true, sameSite: 'Strict', path: '/' });
      return c.redirect('/', 303);
    }
    const given = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? getCookie(c, cookie) ?? '';
    if (!isSame(given, token)) {
      if (given !== '') deleteCookie(c, cookie);
      return c.json(
        { code: 'UNAUTHORIZED', message: 'the token is missing or wrong; open the address that Winnow printed at its start' },
        401,
      );
    }
    await next();
    return undefined;
  };
}

/** Compares in constant time. */
function isSame(given: string, token: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(token);
  return a.length === b.length && timingSafeEqual(a, b);
}
