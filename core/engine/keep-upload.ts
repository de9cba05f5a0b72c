import { createWriteStream, existsSync, renameSync, rmSync } from 'node:fs';
import { extname, join } from 'node:path';
import { Writable } from 'node:stream';
import { Failure } from '#core/contract/failure.ts';
import { partPath, removeLeftovers } from '#core/sinks/write-file.ts';
import { newFolderFor } from './recent.ts';

/**
 * Keeps a file that a browser hands over, under its own name in Winnow's data folder, because a page is not told where files are.
 * Returns its path. Rejects with a Failure (RUN_FAILED) where it cannot be kept whole; nothing is left then.
 */
export async function keepUpload(name: string, body: ReadableStream<Uint8Array>): Promise<string> {
  const folder = newFolderFor('files');
  // Two files of one name may come at once.
  const part = partPath(folder, 'upload');
  removeLeftovers(folder);
  try {
    await body.pipeTo(Writable.toWeb(createWriteStream(part, { flags: 'wx', mode: 0o600 })));
    const path = freePath(folder, safeName(name));
    renameSync(part, path);
    return path;
  } catch (error) {
    rmSync(part, { force: true });
    throw new Failure(
      'RUN_FAILED',
      `${name} could not be kept: ${error instanceof Error ? error.message : error}. Nothing was changed`,
      {
        cause: error,
      },
    );
  }
}

/** Of a name, in UTF-8; as many again are there for what is put before or behind it. */
const mostBytes = 180;

/** A name without a way out of the folder. */
function safeName(name: string): string {
  let plain = name
    .replace(/[/\\:*?"<>|\u0000-\u001f]/g, '_')
    .replace(/^\.+/, '')
    .trim();
  // A file system counts bytes.
  while (Buffer.byteLength(plain) > mostBytes) plain = [...plain].slice(1).join('');
  return plain === '' ? 'file.csv' : plain;
}

function freePath(folder: string, name: string): string {
  const extension = extname(name);
  const stem = name.slice(0, name.length - extension.length);
  for (let number = 1; ; number++) {
    const path = join(folder, number === 1 ? name : `${stem}-${number}${extension}`);
    if (!existsSync(path)) return path;
  }
}
