import { isAbsolute } from 'node:path';
import { type BrowserWindow, dialog, type IpcMainEvent, type IpcMainInvokeEvent, ipcMain, Notification, shell } from 'electron';
import { dataEndings, hasDataEnding } from '#core/contract/source.ts';
import { channels } from './channels.ts';
import { ownOrigin } from './own-page.ts';
import { savePdf } from './save-pdf.ts';

const files = [
  { name: 'Data and workspaces', extensions: [...dataEndings, 'winnow'] },
  { name: 'All files', extensions: ['*'] },
];

/** Answers what the page asks the desktop for; only Winnow's own page, in its own frame, is answered. */
export function listen(window: () => BrowserWindow | undefined, onReady: () => void): void {
  const isOwn = ({ senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean =>
    senderFrame !== null && senderFrame.parent === null && senderFrame.url.startsWith(`${ownOrigin}/`);
  const answer = (channel: string, work: (text: string) => unknown): void =>
    ipcMain.handle(channel, (event, ...values: readonly unknown[]) => {
      if (!isOwn(event)) throw new Error('other pages may not call Winnow');
      const text = textAmong(values);
      if (text === undefined) throw new Error('Winnow is asked with one short text or none');
      return work(text);
    });
  const hear = (channel: string, work: (text: string) => void): void => {
    ipcMain.on(channel, (event, ...values: readonly unknown[]) => {
      const text = textAmong(values);
      if (isOwn(event) && text !== undefined) work(text);
    });
  };
  answer(channels.pickFiles, async () => {
    const parent = window();
    const options = {
      title: 'Open files',
      properties: ['openFile', 'multiSelections'],
      filters: files,
    } satisfies Electron.OpenDialogOptions;
    const { filePaths } = await (parent ? dialog.showOpenDialog(parent, options) : dialog.showOpenDialog(options));
    return filePaths;
  });
  answer(channels.pickTarget, async (name) => {
    const parent = window();
    const options = { title: 'Export', defaultPath: name };
    const { filePath } = await (parent ? dialog.showSaveDialog(parent, options) : dialog.showSaveDialog(options));
    return filePath || undefined;
  });
  answer(channels.savePdf, savePdf);
  hear(channels.showInFolder, (path) => isAbsolute(path) && shell.showItemInFolder(path));
  hear(channels.notify, (text) => {
    if (window()?.isFocused() || !Notification.isSupported()) return;
    new Notification({ title: 'Winnow', body: text.slice(0, 300) }).show();
  });
  hear(channels.ready, onReady);
}

const longestText = 32_768;

/** The one text that a call of the page bears, empty where it bears nothing; undefined for anything else. */
export function textAmong([value = '', ...others]: readonly unknown[]): string | undefined {
  const isText = typeof value === 'string' && value.length <= longestText && !value.includes('\0');
  return isText && others.length === 0 ? value : undefined;
}

/** Which of the arguments of a start are files to open. */
export function filesAmong(args: readonly string[]): readonly string[] {
  return args.filter((argument) => !argument.startsWith('-') && (hasDataEnding(argument) || /\.winnow$/i.test(argument)));
}
