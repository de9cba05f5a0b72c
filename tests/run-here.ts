import { join, resolve } from 'node:path';
import { Failure } from '#core/contract/failure.ts';
import { loadPipeline } from '#core/engine/load-pipeline.ts';
import { startRun } from '#core/engine/start-run.ts';

/** Runs a pipeline of a folder to its end in this process: what the command `run` does, without the time that a new program takes to start. */
export async function runHere(
  folder: string,
  pipeline: string,
  workspace: string,
  out?: string,
): Promise<{ readonly code: number; readonly stderr: string }> {
  let stderr = '';
  try {
    const { done } = await startRun({
      loaded: loadPipeline(join(folder, pipeline)),
      inputs: new Map(),
      workspacePath: resolve(folder, workspace),
      outFolder: out === undefined ? null : resolve(folder, out),
      isResume: false,
      onLog: ({ message }) => (stderr += `${message}\n`),
    });
    await done;
    return { code: 0, stderr };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { code: error.code === 'RUN_FAILED' ? 3 : 2, stderr: error.message };
  }
}
