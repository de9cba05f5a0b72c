import { protocol, type Session } from 'electron';

/** The scheme and host of Winnow's own page; nothing outside of the app can reach it. */
export const ownOrigin = 'app://winnow';

/** Makes the scheme known; before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } },
  ]);
}

/** Answers every request of the page in this process, without a network: the page, and the engine behind it. */
export function answerOwnPage(session: Session, answer: (request: Request) => Response | Promise<Response>): void {
  session.protocol.handle('app', (request) => {
    const { origin } = request.headers.has('origin') ? new URL(request.headers.get('origin') ?? '') : { origin: null };
    const isOwn = request.url.startsWith(`${ownOrigin}/`) && (origin === null || origin === 'null' || origin === ownOrigin);
    return isOwn ? answer(request) : new Response('other pages may not call Winnow', { status: 403 });
  });
}
