import type { DatasetProfile } from '#core/contract/profile.ts';
import type { PipelineDefinition } from '#core/definition/pipeline.ts';
import { createJudge } from '#core/quality/judge.ts';
import { matchColumns } from '#core/quality/match-columns.ts';
import { nullWordsOf } from '#core/quality/null-words-of.ts';
import { createDatasetProfiler } from '#core/quality/profile/dataset-profiler.ts';
import { valueColumns } from '#core/records/value-columns.ts';
import { openSource } from '#core/sources/sources.ts';

/** How far a file has been read. */
export interface ProfileProgress {
  readonly records: number;
  readonly bytesRead: number;
  readonly bytes: number;
}

/** Records between two reports of progress. */
const reported = 20_000;

/**
 * Profiles what a file holds as a dataset of a pipeline would read it: its cells standardized and typed. Memory does not grow with the file. A
 * signal stops it. Throws a Failure (BAD_INPUT) where the file cannot be read.
 */
export async function profileSource(
  path: string,
  pipeline: PipelineDefinition,
  name: string,
  {
    today,
    most = Number.POSITIVE_INFINITY,
    tell,
    signal,
  }: {
    readonly today: string;
    /** Only the first so many records. */
    readonly most?: number | undefined;
    readonly tell: (progress: ProfileProgress) => void;
    readonly signal?: AbortSignal;
  },
): Promise<DatasetProfile> {
  const dataset = pipeline.datasets[name];
  if (!dataset) throw new RangeError(`there is no dataset ${name}`);
  const { file, records: source } = await openSource(path, dataset.source);
  try {
    const { sources } = matchColumns(dataset.columns, source.headers);
    const judge = createJudge({ dataset, rules: [], sources, nullWords: nullWordsOf(pipeline, dataset), today });
    const columns = valueColumns(dataset).map((column, index) => ({
      ...column,
      header: source.headers[sources[index] ?? -1] ?? column.name,
    }));
    const profiler = createDatasetProfiler(columns, today);
    const ignored = { changed: () => {}, violated: () => {} };
    let [records, broken] = [0, 0];
    let isWhole = true;
    for await (const chunk of source.chunks()) {
      signal?.throwIfAborted();
      for (const record of chunk.records) {
        if (records >= most) {
          isWhole = false;
          break;
        }
        if (record.blankLines > 0) continue;
        if (record.problem) {
          broken++;
          continue;
        }
        judge.judge(record.cells, ignored);
        profiler.see(judge.values, judge.unread);
        if (++records % reported === 0) tell({ records, bytesRead: file.bytesRead(), bytes: file.size });
      }
      if (!isWhole) break;
    }
    return profiler.profile({ dataset: name, broken, isWhole });
  } finally {
    file.close();
  }
}
