import type { WebContents } from 'electron';
import { ownOrigin } from './own-page.ts';

/** What a page may ask the system for: to put into the clipboard what a person copies. */
const permissions: readonly string[] = ['clipboard-sanitized-write'];

/** Whether the page may go to an address: only to Winnow's own. */
export function isOwnAddress(url: string): boolean {
  return url.startsWith(`${ownOrigin}/`);
}

/** Keeps a page where it is: it goes nowhere else, opens nothing, and is given no more of the system than it needs. */
export function closeWaysOut(contents: WebContents): void {
  const stay = (event: { readonly preventDefault: () => void; readonly url: string }): void => {
    if (!isOwnAddress(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  // Nothing that Winnow shows leads to the web, and what a cell says is never followed.
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.session.setPermissionRequestHandler((_, permission, grant) => grant(permissions.includes(permission)));
  contents.session.setPermissionCheckHandler((_, permission) => permissions.includes(permission));
}
