import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Failure } from '#core/contract/failure.ts';
import type { FileEntry } from '#core/contract/files.ts';
import { hasDataEnding } from '#core/contract/source.ts';
import { look } from '#core/workspace/workspace-parts.ts';

/** Entries of a folder that are shown at once. */
const mostEntries = 5000;

/** What a folder holds, folders first. Throws a Failure (NOT_FOUND, BAD_INPUT) with a sentence. */
export function listFiles(asked: string | undefined): { folder: string; parent: string | null; entries: FileEntry[] } {
  const wanted = resolve(asked ?? homedir());
  if (!existsSync(wanted)) throw new Failure('NOT_FOUND', `there is no folder ${wanted}`);
  const folder = realpathSync(wanted);
  if (!statSync(folder).isDirectory()) return listFiles(dirname(folder));
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    throw new Failure('BAD_INPUT', `${folder} cannot be read: your system does not allow it`, { cause: error });
  }
  const entries = names
    .filter((name) => !name.startsWith('.'))
    .flatMap((name): FileEntry[] => {
      const path = join(folder, name);
      const stats = look(path);
      if (!stats) return [];
      return [{ name, path, kind: kindOf(name, stats.isDirectory()), bytes: stats.size, modifiedAt: stats.mtime.toISOString() }];
    })
    .sort((a, b) => Number(b.kind === 'folder') - Number(a.kind === 'folder') || a.name.localeCompare(b.name))
    .slice(0, mostEntries);
  const parent = dirname(folder);
  return { folder, parent: parent === folder ? null : parent, entries };
}

function kindOf(name: string, isFolder: boolean): FileEntry['kind'] {
  if (isFolder) return 'folder';
  if (/\.winnow$/i.test(name)) return 'workspace';
  if (/\.ya?ml$/i.test(name)) return 'pipeline';
  return hasDataEnding(name) ? 'data' : 'other';
}
