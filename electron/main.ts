import { resolve } from 'node:path';
import { app, BrowserWindow, dialog, session } from 'electron';
import { createEngine } from '#core/engine/engine.ts';
import { dataFolder, newFolderFor, recentWorkspaces } from '#core/engine/recent.ts';
import { endBy, grace } from '#core/hosts/cli/end-by.ts';
import { createApp } from '#core/hosts/http/app.ts';
import { channels } from './channels.ts';
import { filesAmong, listen } from './listen.ts';
import { setMenu } from './menu.ts';
import { answerOwnPage, registerScheme } from './own-page.ts';
import { openWindow } from './window.ts';

// The command line and the browser use the same place.
app.setPath('userData', resolve(dataFolder(), 'desktop'));
app.setName('Winnow');

if (!app.requestSingleInstanceLock()) app.quit();
else run();

function run(): void {
  registerScheme();
  // Chromium refuses its sandbox to root, which is how containers start it.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  const waiting = [...filesAmong(process.argv.slice(1))].map((path) => resolve(path));
  let window: BrowserWindow | undefined;
  let isReady = false;
  let isSure = false;

  const open = (...paths: readonly string[]): void => {
    waiting.push(...paths);
    // The system may name a file before there can be a window, which takes it along then.
    if (!app.isReady()) return;
    if (!window) show();
    if (window?.isMinimized()) window.restore();
    window?.focus();
    if (isReady) deliver();
  };
  const deliver = (): void => {
    for (const path of waiting.splice(0)) window?.webContents.send(channels.open, path);
  };

  const show = (): void => {
    isReady = false;
    window = openWindow();
    window.on('closed', () => {
      window = undefined;
    });
  };

  app.on('second-instance', (_, args, folder) => {
    open(...filesAmong(args.slice(1)).map((path) => resolve(folder, path)));
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    open(path);
  });
  app.on('window-all-closed', () => app.quit());

  void app.whenReady().then(() => {
    const engine = createEngine(resolve(newFolderFor('workspaces'), 'new.winnow'));
    const page = createApp({ engine });
    answerOwnPage(session.defaultSession, (request) => page.fetch(request));
    listen(
      () => window,
      () => {
        isReady = true;
        deliver();
      },
    );
    const menu = (): void => setMenu((name) => window?.webContents.send(channels.command, name), recentWorkspaces(), open);
    menu();
    app.on('browser-window-focus', menu);
    show();
    app.on('activate', () => BrowserWindow.getAllWindows().length === 0 && show());
    app.on('before-quit', (event) => {
      if (isSure) return;
      event.preventDefault();
      const underWay = engine.underWay();
      if (underWay && !isWilling(underWay, window)) return;
      isSure = true;
      // What is in the midst of something that cannot be interrupted does not keep the window.
      setTimeout(() => endBy('SIGTERM'), grace);
      void engine.close().finally(() => app.quit());
    });
  });
}

const questions = {
  run: {
    message: 'A run is under way. Quit anyway?',
    detail: 'What it did is kept, and you can resume it when you start Winnow again.',
    buttons: ['Keep running', 'Quit'],
  },
  export: {
    message: 'A file is being written. Quit anyway?',
    detail: 'Unfinished files are removed; the workspace stays as it is.',
    buttons: ['Keep writing', 'Quit'],
  },
};

function isWilling(underWay: keyof typeof questions, window: BrowserWindow | undefined): boolean {
  const options = {
    type: 'question' as const,
    ...questions[underWay],
    defaultId: 0,
    cancelId: 0,
  };
  return (window ? dialog.showMessageBoxSync(window, options) : dialog.showMessageBoxSync(options)) === 1;
}
