/** Where a browser keeps the token: the storage of this origin, which its port is a part of, unlike with cookies. */
const place = 'winnow.token';

/** Only a page on the loopback address has to say who it is; in the desktop app nobody else can reach the engine. */
const isServed = location.protocol === 'http:' || location.protocol === 'https:';

/** The headers that a call of this page bears. */
export function sessionHeaders(): Record<string, string> {
  const token = isServed ? localStorage.getItem(place) : null;
  return token === null ? {} : { authorization: `Bearer ${token}` };
}

/** Exchanges the code of the link for the token and takes it out of the address; a page that was let in before stays so. */
export async function signIn(): Promise<void> {
  const address = new URL(location.href);
  const code = address.searchParams.get('code');
  if (!isServed || code === null) return;
  address.searchParams.delete('code');
  history.replaceState(null, '', address);
  const body = JSON.stringify({ code });
  const answer = await fetch('/session', { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  if (answer.ok) localStorage.setItem(place, ((await answer.json()) as { readonly token: string }).token);
}
