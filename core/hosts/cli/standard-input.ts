import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Failure } from '#core/contract/failure.ts';

/**
 * The path of a file that is named on the command line; for `-` that of a temporary one with all that comes over standard input, which is removed
 * when the program ends. Throws a Failure (BAD_INPUT) where nothing can come.
 */
export async function pathOrInput(path: string): Promise<string> {
  if (path !== '-') return path;
  if (process.stdin.isTTY)
    throw new Failure(
      'BAD_INPUT',
      '- stands for standard input, and this is a terminal: pipe a file into the command, or name it',
    );
  const folder = mkdtempSync(join(tmpdir(), 'winnow-input-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const copy = join(folder, 'standard-input');
  await pipeline(process.stdin, createWriteStream(copy, { mode: 0o600 }));
  return copy;
}
