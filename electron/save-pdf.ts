import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BrowserWindow, session } from 'electron';
import { closeWaysOut } from './way-out.ts';

/** What every report of Winnow says in its head: it loads nothing and runs nothing. */
const policy = `content="default-src 'none'; style-src 'unsafe-inline'"`;
const headBytes = 4096;

/** Prints a report of Winnow beside itself as PDF, where no file is in the way; returns its path. Throws where the file is no such report. */
export async function savePdf(path: string): Promise<string> {
  if (!isAbsolute(path) || !/\.html$/i.test(path) || !headOf(path).includes(policy))
    throw new Error('only a report that Winnow wrote can be saved as PDF');
  const target = path.replace(/\.html$/i, '.pdf');
  // Whatever the file says, nothing but itself is loaded.
  const alone = session.fromPartition('print');
  alone.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: url !== pathToFileURL(path).href }));
  const window = new BrowserWindow({
    show: false,
    webPreferences: { session: alone, sandbox: true, contextIsolation: true, nodeIntegration: false, javascript: false },
  });
  closeWaysOut(window.webContents);
  try {
    await window.loadFile(path);
    const pdf = await window.webContents.printToPDF({ printBackground: true, pageSize: 'A4' });
    writeFileSync(target, pdf, { flag: 'wx' });
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw isThere ? new Error(`${target} exists already; rename or move it first`) : error;
  } finally {
    window.destroy();
  }
  return target;
}

function headOf(path: string): string {
  const head = Buffer.alloc(headBytes);
  const file = openSync(path, 'r');
  try {
    return head.subarray(0, readSync(file, head, 0, headBytes, 0)).toString();
  } finally {
    closeSync(file);
  }
}
