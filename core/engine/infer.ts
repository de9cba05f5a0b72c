import { resolve } from 'node:path';
import { observeSource } from '#core/pipeline/observe-source.ts';
import { pipelineYaml } from '#core/quality/infer/pipeline-yaml.ts';

/** Records that an inference looks at. */
export const inferredRecords = 100_000;

/** A pipeline.yaml proposed for a file. Throws a Failure (BAD_INPUT) where it cannot be read. */
export async function infer(path: string): Promise<string> {
  const seen = await observeSource(path, {}, inferredRecords, 0);
  return pipelineYaml({ ...seen, path: resolve(path) });
}
