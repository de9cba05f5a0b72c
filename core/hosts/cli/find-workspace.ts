import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { Failure } from '#core/contract/failure.ts';

/** The workspace a command means: the one named, or the only one in this folder. Throws a Failure (BAD_INPUT) where that is not clear. */
export function findWorkspace(named: string | undefined): string {
  if (named !== undefined) return resolve(named);
  const found = readdirSync('.').filter((name) => name.endsWith('.winnow'));
  if (found.length === 1) return resolve(found[0] ?? '');
  const why =
    found.length === 0 ? 'there is no workspace in this folder' : `there are several workspaces here: ${found.join(', ')}`;
  throw new Failure('BAD_INPUT', `${why}; name one with --workspace FILE`);
}
