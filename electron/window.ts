import { fileURLToPath } from 'node:url';
import { BrowserWindow, shell } from 'electron';
import { ownOrigin } from './own-page.ts';
import { keepWindowState, lastWindowState } from './window-state.ts';

/** Opens the window on Winnow's own page; it can go nowhere else and open nothing. */
export function openWindow(): BrowserWindow {
  const { bounds, isMaximized } = lastWindowState();
  const { x, y, width, height } = bounds;
  const window = new BrowserWindow({
    width,
    height,
    ...(Number.isFinite(x) && { x, y }),
    minWidth: 800,
    minHeight: 560,
    show: false,
    title: 'Winnow',
    backgroundColor: '#f6f7f9',
    webPreferences: {
      preload: fileURLToPath(new URL('../preload/preload.cjs', import.meta.url)),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  if (isMaximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => keepWindowState(window));
  window.webContents.on('will-navigate', (event, url) => {
    if (!url.startsWith(`${ownOrigin}/`)) event.preventDefault();
  });
  window.webContents.on('will-attach-webview', (event) => event.preventDefault());
  window.webContents.setWindowOpenHandler(({ url }) => {
    // A link to a page of the web belongs into the person's browser.
    if (/^https:\/\//.test(url)) void shell.openExternal(url);
    return { action: 'deny' };
  });
  window.webContents.session.setPermissionRequestHandler((_, permission, grant) =>
    grant(permission === 'clipboard-sanitized-write'),
  );
  void window.loadURL(`${ownOrigin}/`);
  return window;
}
