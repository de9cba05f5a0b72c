import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { globSync, isDynamicPattern } from 'tinyglobby';
import { Failure } from '#core/contract/failure.ts';
import { mostParts } from '#core/contract/place.ts';

const inOrder = new Intl.Collator('en', { numeric: true });

/** Whether a path is a pattern for several files, such as `orders/2024-*.csv`; a file that is really called so is none. */
export function isPattern(path: string): boolean {
  return isDynamicPattern(slashed(path)) && !existsSync(path);
}

/**
 * The files that a path names: itself, or for a pattern all that match it, `2.csv` before `10.csv`. Throws a Failure (BAD_INPUT) where no file
 * matches, or more than a source may have.
 */
export function filesOf(path: string): readonly string[] {
  if (!isPattern(path)) return [path];
  const found = globSync(slashed(path), { absolute: isAbsolute(path), expandDirectories: false, dot: false });
  const files = found
    .filter((file) => !file.endsWith('.manifest.json'))
    .sort((a, b) => inOrder.compare(a, b) || (a < b ? -1 : 1));
  if (files.length === 0) throw new Failure('BAD_INPUT', `no file matches ${path}; check the pattern and the folder`);
  if (files.length > mostParts)
    throw new Failure(
      'BAD_INPUT',
      `${files.length} files match ${path}; a source may have ${mostParts.toLocaleString('en')}. Use a narrower pattern`,
    );
  return files;
}

function slashed(path: string): string {
  return process.platform === 'win32' ? path.replaceAll('\\', '/') : path;
}
