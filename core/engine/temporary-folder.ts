import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '#core/contract/failure.ts';

/** Folders that are there now: what is cut off by the end of the program goes with it. */
const open = new Set<string>();
process.on('exit', () => {
  for (const folder of open) rmSync(folder, { recursive: true, force: true });
});

/** Does something in a folder of this user alone, which goes when it is done, however it ends. */
export async function inTemporaryFolder<Result>(name: string, work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = newFolder(name);
  open.add(folder);
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    open.delete(folder);
  }
}

function newFolder(name: string): string {
  try {
    return mkdtempSync(join(tmpdir(), `winnow-${name}-`));
  } catch (error) {
    throw new Failure('BAD_INPUT', `the temporary folder ${tmpdir()} cannot be used; set TMPDIR to one that can`, {
      cause: error,
    });
  }
}
