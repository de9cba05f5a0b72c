import { resolve } from 'node:path';
import { Failure } from '#core/contract/failure.ts';
import type { DatasetProfile } from '#core/contract/profile.ts';
import type { Tell } from '#core/contract/progress.ts';
import type { SourceWishes } from '#core/contract/sources.ts';
import { profileSource } from '#core/run/profile-source.ts';
import { assertFilePath } from '#core/sources/assert-file-path.ts';
import { latestToday } from './clock.ts';
import { infer } from './infer.ts';
import { loadDefinition, loadPipeline } from './load-pipeline.ts';

/** A file to be profiled, and how it is to be read: as a person wishes, or as a dataset of a pipeline says. */
export interface FileToProfile {
  readonly path: string;
  readonly wishes?: SourceWishes;
  readonly pipeline?: string | undefined;
  readonly dataset?: string | undefined;
  /** Only the first so many records. */
  readonly records?: number | undefined;
}

/** Records that the types of columns are inferred from. */
const judged = 20_000;

/** Profiles a file, told in bytes. Throws a Failure where it cannot be read, or there is no such dataset. */
export async function profileFile(
  { path, wishes, pipeline, dataset, records }: FileToProfile,
  tell: Tell,
): Promise<DatasetProfile> {
  assertFilePath(path);
  const file = resolve(path);
  const loaded =
    pipeline === undefined
      ? loadDefinition(await infer([{ path: file, ...(wishes && { wishes }) }], undefined, judged), '.')
      : loadPipeline(pipeline);
  const names = Object.keys(loaded.pipeline.datasets);
  const name = dataset ?? (names.length === 1 ? names[0] : undefined);
  if (name === undefined || !names.includes(name))
    throw new Failure('BAD_INPUT', `name the dataset that the file is read as with --dataset: ${names.join(', ')}`);
  const profile = await profileSource(file, loaded.pipeline, name, {
    today: latestToday(Date.now()),
    most: records,
    tell: ({ bytesRead, bytes }) => tell(bytesRead, bytes),
  });
  tell(1, 1);
  return profile;
}
