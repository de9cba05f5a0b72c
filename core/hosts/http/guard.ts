import { timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { type Caller, type KeyAccess, namedWorkspace, whyNotByKey } from './key-access.ts';

/** What the guard compares with. */
export interface GuardOptions {
  /** 256 random bits that every call must bear. */
  readonly token: string;
  /** What the link of this start bears; it is exchanged for the token once. */
  readonly code: string;
  readonly port: () => number;
  /** Names of the machine, besides those of the loopback, under which it may be called. */
  readonly allowedHosts: readonly string[];
}

/** The page and the description of the API hold nothing of anybody's data: whoever opens them is asked for the token by what they load. */
const isPublic = (path: string): boolean =>
  ['/', '/icon.svg', '/docs', '/docs.js', '/docs.css', '/openapi.json', '/session', '/health'].includes(path) ||
  path.startsWith('/assets/');

/**
 * Lets through only calls that were meant for this program: the Host is ours (against DNS rebinding), the Origin is absent or ours (against
 * other pages), and a bearer token or API key is right. The token is never in an address, a cookie or a command line: cookies are sent to every port of
 * this machine, and other users can read command lines. No header ever allows other origins.
 */
export function guard(
  { token, port, allowedHosts }: GuardOptions,
  { holderOf, furtherPath }: KeyAccess,
): MiddlewareHandler<Caller> {
  return async (c, next) => {
    const names = ['127.0.0.1', 'localhost', ...allowedHosts];
    const hosts = names.map((name) => (name.includes(':') ? name : `${name}:${port()}`));
    const host = c.req.header('host') ?? '';
    const origin = c.req.header('origin');
    const site = c.req.header('sec-fetch-site');
    if (!hosts.includes(host)) return c.json({ code: 'FORBIDDEN', message: 'this address is not served here' }, 403);
    const isOther = origin !== undefined && !hosts.some((own) => origin === `http://${own}`);
    if (isOther || (site !== undefined && site !== 'same-origin' && site !== 'none'))
      return c.json({ code: 'FORBIDDEN', message: 'other pages may not call Winnow' }, 403);
    const given = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
    if (!isPublic(c.req.path) && !isSame(given, token)) {
      const holder = holderOf(given, namedWorkspace(c) ?? undefined);
      if (!holder)
        return c.json(
          { code: 'UNAUTHORIZED', message: 'the token is missing or wrong; open the link that Winnow printed when it started' },
          401,
        );
      const whyNot = await whyNotByKey(c, holder, furtherPath);
      if (whyNot !== undefined) return c.json({ code: 'FORBIDDEN', message: whyNot }, 403);
      c.set('holder', holder);
    }
    await next();
    return undefined;
  };
}

/** Exchanges the code of the link for the token, once: `POST /session` with `{ "code": "…" }`. */
export function exchange({ token, code }: GuardOptions): MiddlewareHandler {
  let isUsed = false;
  return async (c) => {
    const body: unknown = await c.req.json().catch(() => undefined);
    const given = typeof body === 'object' && body !== null && 'code' in body ? String(body.code) : '';
    if (isUsed || !isSame(given, code))
      return c.json(
        { code: 'UNAUTHORIZED', message: 'this link was used already, or is from an earlier start; start Winnow again' },
        401,
      );
    isUsed = true;
    return c.json({ token }, 200, { 'cache-control': 'no-store' });
  };
}

/** Compares in constant time. */
function isSame(given: string, expected: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}
