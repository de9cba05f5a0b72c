import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { Failure } from '#core/contract/failure.ts';
import { hashFile } from '#core/sources/file/hash-file.ts';
import { applicationId } from '#core/workspace/open.ts';
import { assertNoWorkspace, isSameFile, look, realPathOf } from '#core/workspace/workspace-parts.ts';

/** What a new file may take the place of: nothing, a file that Winnow wrote and nobody changed since, or any ordinary file. */
export type Replaceable = 'nothing' | 'own outputs' | 'files';

/** What is known of a file that is to be written. */
export interface Target {
  readonly replaces: Replaceable;
  /** Files that were read and must stay as they are. */
  readonly sources?: readonly string[];
}

/**
 * The one place that decides where Winnow may write. Throws a Failure: BAD_INPUT for a folder, a device, a part of a workspace and a file that
 * was read, by whatever name; CONFLICT for a file that may not be replaced.
 */
export function assertTarget(path: string, { replaces, sources = [] }: Target): void {
  const there = look(path);
  if (sources.some((source) => resolve(source) === resolve(path) || isSameFile(there, look(source))))
    throw new Failure('BAD_INPUT', `${path} is the file that was read; choose another name, so that it stays as it is`);
  assertNoWorkspace(path);
  assertNotReserved(path);
  if (!there) return;
  if (there.isDirectory()) throw new Failure('BAD_INPUT', `${path} is a folder; write the name of a file in it`);
  if (!there.isFile())
    throw new Failure('BAD_INPUT', `${path} is not an ordinary file but a device or a pipe; choose another name`);
  if (isWorkspaceFile(path))
    throw new Failure('BAD_INPUT', `${path} is a Winnow workspace or a backup of one; choose another name`);
  if (/\.ya?ml$/i.test(path))
    throw new Failure('BAD_INPUT', `${path} may be a pipeline, which Winnow does not overwrite; choose another name`);
  if (replaces === 'files') return;
  if (replaces === 'nothing')
    throw new Failure('CONFLICT', `${path} exists already; choose another name or overwrite it`, { remedy: 'overwrite' });
  if (!isOwnOutput(path))
    throw new Failure(
      'CONFLICT',
      `${path} was not written by Winnow, or was changed since; move it, choose another folder or overwrite it`,
      { remedy: 'overwrite' },
    );
}

/** Schemes of addresses that look like paths to a program that knows only files. */
const schemes = /(?:^|[\\/])(?:https?|ftps?|sftp|s3|gs|abfss?|postgres(?:ql)?|mysql|mongodb|jdbc|file):[\\/]/i;

/** Throws a Failure (BAD_INPUT) for the address of a server, and for the folders in which a workspace keeps its backups and logs. */
function assertNotReserved(path: string): void {
  if (schemes.test(path))
    throw new Failure('BAD_INPUT', `${path} is the address of a server, and Winnow writes files on this machine; name a file`);
  for (let folder = dirname(realPathOf(path)); dirname(folder) !== folder; folder = dirname(folder)) {
    const [, workspace = ''] = /^(.*)-(?:backups|logs)$/i.exec(folder) ?? [];
    if (/\.winnow$/i.test(workspace) || (workspace !== '' && look(workspace)?.isFile()))
      throw new Failure('BAD_INPUT', `${folder} is where ${workspace} keeps its backups and logs; choose another folder`);
  }
}

/**
 * Whether a file is a workspace, by what stands at its beginning (https://www.sqlite.org/fileformat2.html, section 1.3), or a database that
 * somebody has open: to open and close that here would drop the locks that SQLite holds on it.
 */
function isWorkspaceFile(path: string): boolean {
  if (look(`${realPathOf(path)}-shm`)) return true;
  const head = Buffer.alloc(72);
  try {
    const descriptor = openSync(path, 'r');
    try {
      const isRead = readSync(descriptor, head, 0, head.length, 0) === head.length;
      return isRead && head.subarray(0, 15).toString() === 'SQLite format 3' && head.readUInt32BE(68) === applicationId;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // Whoever writes it finds out why it cannot be read.
    return false;
  }
}

/** The manifest that belongs to a file. */
export function manifestPath(path: string): string {
  return `${path}.manifest.json`;
}

/** What a manifest of Winnow says of the files that it is about, by name: their SHA-256, and of one that may not be replaced yet the one before. */
const outputManifest = z.union([
  z
    .object({ winnow: z.string(), file: z.string(), sha256: z.string(), replaced: z.string().optional() })
    .transform(({ file, sha256, replaced }) => ({ [file]: replaced === undefined ? [sha256] : [sha256, replaced] })),
  z
    .object({ winnow: z.string(), files: z.record(z.string(), z.string()) })
    .transform(({ files }) => Object.fromEntries(Object.entries(files).map(([name, sha256]) => [name, [sha256]]))),
]);

/** Whether Winnow wrote a file and nobody changed it since: the manifest beside it names its SHA-256. A manifest, or lineage, is known by its fields. */
function isOwnOutput(path: string): boolean {
  return path.endsWith('.manifest.json') || basename(path) === 'data_lineage.json'
    ? readManifest(path) !== undefined
    : ownSha256(path) !== undefined;
}

/** The SHA-256 of a file that Winnow wrote and nobody changed since; undefined for any other, and where there is none. */
export function ownSha256(path: string): string | undefined {
  if (!look(path)?.isFile()) return undefined;
  // That of generated data is named after the dataset.
  const [stem = ''] = basename(path).split('.');
  const manifest = readManifest(manifestPath(path)) ?? readManifest(manifestPath(join(dirname(path), stem)));
  const known = manifest?.[basename(path)];
  if (!known) return undefined;
  const sha256 = hashFile(path);
  return known.includes(sha256) ? sha256 : undefined;
}

/** Larger than any manifest, in bytes. */
const maxManifest = 4 * 1024 * 1024;

function readManifest(path: string): z.infer<typeof outputManifest> | undefined {
  if ((look(path)?.size ?? 0) > maxManifest) return undefined;
  try {
    return outputManifest.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // Not there, or something else.
    return undefined;
  }
}
