import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Failure } from '#core/contract/failure.ts';
import { exitCodes } from './exit-code.ts';

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
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  const copy = join(folder, 'standard-input');
  const end = (): never => process.exit(exitCodes.stopped);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
  try {
    await pipeline(process.stdin, createWriteStream(copy, { mode: 0o600 }));
  } catch (error) {
    throw new Failure(
      'BAD_INPUT',
      `standard input cannot be kept in ${folder}: ${error instanceof Error ? error.message : error}; free some space, or set TMPDIR to another folder`,
      { cause: error },
    );
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, end);
  }
  return copy;
}
