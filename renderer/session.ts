import { keptText } from './kept.ts';

/** Where a browser keeps the token: the storage of this origin, which its port is a part of, unlike with cookies. */
const kept = keptText('token');

/** Only a page on the loopback address has to say who it is; in the desktop app nobody else can reach the engine. */
const isServed = location.protocol === 'http:' || location.protocol === 'https:';

/** The workspace that this tab is about, whatever others have open. */
const keptWorkspace = keptText('workspace', 'tab');

/** The headers that a call of this page bears: who it is, and which workspace it is about. */
export function sessionHeaders(): Record<string, string> {
  const token = isServed ? kept.get() : undefined;
  const workspace = keptWorkspace.get();
  return {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(workspace !== undefined && { 'winnow-workspace': encodeURIComponent(workspace) }),
  };
}

/** Says which workspace this tab is about from now on. */
export function stayWith(workspace: string): void {
  keptWorkspace.set(workspace);
}

/** Exchanges the code of the link for the token and takes it out of the address; a page that was let in before stays so. */
export async function signIn(): Promise<void> {
  const address = new URL(location.href);
  const code = address.searchParams.get('code');
  if (!isServed || code === null) return;
  address.searchParams.delete('code');
  history.replaceState(null, '', address);
  // A new start begins with its own workspace.
  keptWorkspace.forget();
  const body = JSON.stringify({ code });
  const answer = await fetch('/session', { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  if (answer.ok) kept.set(((await answer.json()) as { readonly token: string }).token);
}
