import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Failure } from '#core/contract/failure.ts';
import type { OutputProof, RunDetail } from '#core/contract/runs.ts';
import { manifestPath } from '#core/sinks/assert-target.ts';
import { assertNoWorkspace } from '#core/workspace/workspace-parts.ts';

/** Whether a file is as it was written, and what its manifest says. Throws a Failure (NOT_FOUND) where the run wrote no such file. */
export async function outputProof(run: RunDetail, path: string): Promise<OutputProof> {
  const output = run.outputs.find((one) => one.path === path);
  if (!output) throw new Failure('NOT_FOUND', `the run ${run.runId} wrote no file ${path}`);
  assertNoWorkspace(path);
  return { state: await stateOf(path, output.sha256), manifest: manifestBeside(path) };
}

async function stateOf(path: string, sha256: string): Promise<OutputProof['state']> {
  if (!existsSync(path)) return 'gone';
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch {
    return 'unreadable';
  }
  return hash.digest('hex') === sha256 ? 'as written' : 'changed';
}

function manifestBeside(path: string): string | null {
  try {
    return readFileSync(manifestPath(path), 'utf8').slice(0, 1_000_000);
  } catch {
    return null;
  }
}
