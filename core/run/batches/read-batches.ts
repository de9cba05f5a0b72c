import { rulesOfDataset } from '#core/definition/rules-of-dataset.ts';
import { createJudge } from '#core/quality/judge.ts';
import { nullWordsOf } from '#core/quality/null-words-of.ts';
import { kindOf, storedColumns } from '#core/records/value-columns.ts';
import { assertSameFiles, openSource } from '#core/sources/sources.ts';
import { openBatchFiles } from '#core/workspace/pages/batch-file.ts';
import type { Batch, ReadJob } from './batch.ts';
import { createBatchBuilder } from './batch-builder.ts';

/** Characters of cells in a batch at the most, so that wide records make short batches. */
const heaviestBatch = 4 * 1024 * 1024;

/** Reads, standardizes and judges one dataset in batches. Throws a Failure when the source cannot be read or changes meanwhile. */
export async function* readBatches(job: ReadJob): AsyncGenerator<Batch> {
  const { pipeline } = job;
  const dataset = pipeline.datasets[job.dataset];
  if (!dataset) throw new RangeError(`there is no dataset ${job.dataset}`);
  const { file, records } = await openSource(job.path, dataset.source, job.dialect, job.from ?? undefined);
  const files = openBatchFiles(job.workspacePath, job.lane);
  try {
    assertSameFiles(job.path, file, job.identity);
    const rules = rulesOfDataset(dataset);
    const columns = storedColumns(dataset);
    const judge = createJudge({
      dataset,
      rules,
      sources: job.sources,
      nullWords: nullWordsOf(pipeline, dataset),
      today: job.today,
      broken: new Map(job.broken),
    });
    const options = {
      dataset: job.dataset,
      rules,
      kinds: columns.map(kindOf),
      key: dataset.key.map((name) => columns.findIndex((column) => column.name === name)),
      storesRaw: job.storesRaw,
      files,
    };
    const builder = createBatchBuilder(judge, options, job.from?.row ?? 1);
    let next = job.from ?? { offset: records.head.length, line: 1 };
    for await (const chunk of records.chunks(job.from ?? undefined)) {
      for (const record of chunk.records) {
        if (builder.size() >= job.batchRows || builder.weight() >= heaviestBatch)
          yield take({ offset: record.offset, line: record.line }, null);
        builder.add(record, chunk.bytes);
      }
      ({ next } = chunk);
    }
    file.assertUnchanged();
    yield take(next, file.digest());

    function take(at: { readonly offset: number; readonly line: number }, sha256: string | null): Batch {
      return builder.take({ ...at, bytes: file.bytesRead(), digest: file.digest() }, file.bytesGiven(), sha256);
    }
  } finally {
    file.close();
    files.close();
  }
}
