import { fileURLToPath } from 'node:url';
import { BrowserWindow } from 'electron';
import { ownOrigin } from './own-page.ts';
import { closeWaysOut } from './way-out.ts';
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
  closeWaysOut(window.webContents);
  void window.loadURL(`${ownOrigin}/`);
  return window;
}
