import { existsSync, realpathSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { globSync, isDynamicPattern } from 'tinyglobby';
import { Failure } from '#core/contract/failure.ts';
import { mostParts } from '#core/contract/place.ts';

const inOrder = new Intl.Collator('en', { numeric: true });

/**
 * The files that a path names: itself, or for a pattern such as `orders/2024-*.csv` all that match it, `2.csv` before `10.csv`, each once however
 * many links lead to it. Folders and files that are really called so are no patterns. Throws a Failure (BAD_INPUT) where no file matches, or more
 * than a source may have.
 */
export function filesOf(path: string): readonly string[] {
  const files = matchingFiles(path);
  if (files.length === 0) throw new Failure('BAD_INPUT', `no file matches ${path}; check the pattern and the folder`);
  if (files.length > mostParts)
    throw new Failure(
      'BAD_INPUT',
      `${files.length} files match ${path}; a source may have ${mostParts.toLocaleString('en')}. Use a narrower pattern`,
    );
  return files;
}

/** The same, without a word about how many there are: none for a pattern that nothing matches. */
export function matchingFiles(path: string): readonly string[] {
  if (existsSync(path)) return [path];
  const { folder, rest } = dividedPath(path);
  if (!isDynamicPattern(rest)) return [path];
  const found = globSync(rest, { cwd: folder, absolute: true, expandDirectories: false })
    .filter((file) => !file.endsWith('.manifest.json'))
    .sort((a, b) => inOrder.compare(a, b) || (a < b ? -1 : 1));
  return [...new Map(found.toReversed().map((file) => [realpathSync(file), file])).values()].toReversed();
}

/** The longest beginning of a path that is a folder on disk, whatever signs its name has, and what follows. */
function dividedPath(path: string): { readonly folder: string; readonly rest: string } {
  const parts = resolve(path).split(sep);
  let length = parts.length - 1;
  while (length > 1 && !existsSync(parts.slice(0, length).join(sep))) length--;
  return { folder: parts.slice(0, length).join(sep) || sep, rest: parts.slice(length).join('/') };
}
