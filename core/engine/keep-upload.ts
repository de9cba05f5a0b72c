import { createWriteStream, existsSync, renameSync, rmSync } from 'node:fs';
import { extname, join } from 'node:path';
import { Writable } from 'node:stream';
import { Failure } from '#core/contract/failure.ts';
import { newFolderFor } from './recent.ts';

/**
 * Keeps a file that a browser hands over, under its own name in Winnow's data folder, because a page is not told where files are.
 * Returns its path. Rejects with a Failure (RUN_FAILED) where it cannot be kept whole; nothing is left then.
 */
export async function keepUpload(name: string, body: ReadableStream<Uint8Array>): Promise<string> {
  const folder = newFolderFor('files');
  const path = freePath(folder, safeName(name));
  const part = `${path}.part`;
  try {
    await body.pipeTo(Writable.toWeb(createWriteStream(part, { flags: 'w', mode: 0o600 })));
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

/** A name without a way out of the folder. */
function safeName(name: string): string {
  const plain = name
    .replace(/[/\\:*?"<>|\u0000-\u001f]/g, '_')
    .replace(/^\.+/, '')
    .slice(-180)
    .trim();
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
