import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { channels } from './channels.ts';

/** Listens to one channel; returns a function that stops listening. */
function listen(channel: string, listener: (value: string) => void): () => void {
  const heard = (_: unknown, value: unknown): void => listener(String(value));
  ipcRenderer.on(channel, heard);
  return () => ipcRenderer.off(channel, heard);
}

contextBridge.exposeInMainWorld('winnow', {
  pathOf: (file: File) => webUtils.getPathForFile(file),
  pickFiles: () => ipcRenderer.invoke(channels.pickFiles),
  pickTarget: (name: string) => ipcRenderer.invoke(channels.pickTarget, String(name)),
  savePdf: (path: string) => ipcRenderer.invoke(channels.savePdf, String(path)),
  showInFolder: (path: string) => ipcRenderer.send(channels.showInFolder, String(path)),
  notify: (text: string) => ipcRenderer.send(channels.notify, String(text)),
  onOpen: (listener: (path: string) => void) => {
    const stop = listen(channels.open, listener);
    ipcRenderer.send(channels.ready);
    return stop;
  },
  onCommand: (listener: (command: string) => void) => listen(channels.command, listener),
});
