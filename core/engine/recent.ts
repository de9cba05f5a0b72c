import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { z } from 'zod';

const entries = z.array(z.object({ path: z.string(), openedAt: z.string() }));

const mostRecent = 12;

/** The folder of Winnow's own data: `WINNOW_HOME`, or the place that the system keeps for it. */
export function dataFolder(): string {
  const own = process.env['WINNOW_HOME'];
  if (own) return own;
  if (process.platform === 'win32') return join(process.env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'Winnow');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Winnow');
  return join(process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'winnow');
}

/** A folder for some of Winnow's own data, made where it is not there. */
export function newFolderFor(what: string): string {
  const folder = join(dataFolder(), what);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Workspaces that were open lately, newest first. */
export function recentWorkspaces(): { path: string; name: string; openedAt: string; isThere: boolean }[] {
  return read().map(({ path, openedAt }) => ({ path, name: basename(path), openedAt, isThere: existsSync(path) }));
}

/** Puts a workspace first among the recent ones; that nothing can be written there is no reason to stop. */
export function noteRecent(path: string, now: string): void {
  try {
    write([{ path, openedAt: now }, ...read().filter((entry) => entry.path !== path)].slice(0, mostRecent));
  } catch {
    // The list is a convenience.
  }
}

/** Takes workspaces off the list. */
export function forgetRecent(paths: readonly string[]): void {
  write(read().filter(({ path }) => !paths.includes(path)));
}

function write(list: z.infer<typeof entries>): void {
  const file = fileOf();
  mkdirSync(dataFolder(), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(list, null, 2), { mode: 0o600 });
  renameSync(`${file}.${process.pid}`, file);
}

function read(): z.infer<typeof entries> {
  try {
    return entries.parse(JSON.parse(readFileSync(fileOf(), 'utf8')));
  } catch {
    return [];
  }
}

function fileOf(): string {
  return join(dataFolder(), 'recent.json');
}
