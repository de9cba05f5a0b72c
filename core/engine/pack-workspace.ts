import { existsSync, lstatSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { Failure } from '#core/contract/failure.ts';
import { assertTarget } from '#core/sinks/assert-target.ts';
import { partPath, removeLeftovers } from '#core/sinks/write-file.ts';
import { writePackedCopy } from '#core/workspace/packed-copy.ts';

/**
 * Writes all of a workspace into one new file that opens on another machine: without its write-ahead log, and without its API keys, which are
 * meant for this one. Throws a Failure (BAD_INPUT, CONFLICT) where the file may not be written.
 */
export function packWorkspace(workspace: string, { path }: { readonly path: string }): { path: string; bytes: number } {
  const target = resolve(path);
  if (!/\.winnow$/i.test(target))
    throw new Failure('BAD_INPUT', `${path} does not end in .winnow, as a workspace must; name it ${path}.winnow`);
  if (lstatSync(target, { throwIfNoEntry: false })) throw new Failure('CONFLICT', `${path} exists already; choose another name`);
  assertTarget(target, { replaces: 'nothing' });
  if (!existsSync(dirname(target)))
    throw new Failure('BAD_INPUT', `the folder ${dirname(target)} does not exist; make it first, or choose another`);
  // What an interrupted copy left is useless.
  removeLeftovers(dirname(target));
  const temporary = partPath(dirname(target), basename(target));
  try {
    writePackedCopy(workspace, temporary);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  return { path: target, bytes: statSync(target).size };
}
