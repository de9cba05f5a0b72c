import { Failure } from '#core/contract/failure.ts';
import type { DatasetDefinition } from '#core/definition/dataset.ts';
import { readPipeline } from '#core/definition/read-pipeline.ts';
import { catalog } from '#core/quality/catalog.ts';
import { createJudge, type Judge } from '#core/quality/judge.ts';
import { matchColumns } from '#core/quality/match-columns.ts';
import { nullWordsOf } from '#core/quality/null-words-of.ts';
import { ledgersOf } from '#core/store/ledgers.ts';
import { type RawRecord, rawRecords } from '#core/store/raw.ts';
import { sourceById } from '#core/store/sources.ts';
import type { Database } from '#core/workspace/open.ts';
import type { CurrentRun } from './current-run.ts';
import { fileOf } from './row-cells.ts';

/** The raw records of the run that is shown, and what another definition makes of each. */
export interface RawJudge {
  readonly definition: DatasetDefinition;
  readonly judge: Judge['judge'];
  /** Typed values of the last record: declared columns, then computed ones. */
  readonly values: Judge['values'];
  readonly records: () => Iterable<RawRecord>;
  /** How many records there are. */
  readonly total: number;
}

/** Prepares the steps and computed columns of a dataset in another definition. Throws a Failure (BAD_DEFINITION, NOT_FOUND). */
export function createRawJudge(
  database: Database,
  run: CurrentRun,
  { yaml, dataset }: { readonly yaml: string; readonly dataset: string },
): RawJudge {
  const pipeline = readPipeline(yaml, 'the pipeline', catalog);
  const definition = pipeline.datasets[dataset];
  if (!definition) throw new Failure('NOT_FOUND', `there is no dataset ${dataset}`);
  const { sourceId } = fileOf(database, run, dataset);
  const { judge, values } = createJudge({
    ...{ dataset: definition, rules: [], nullWords: nullWordsOf(pipeline, definition), today: run.today },
    sources: matchColumns(definition.columns, sourceById(database, sourceId).headers).sources,
  });
  const { read = 0, blank = 0 } = ledgersOf(database, run.no).get(dataset) ?? {};
  return { definition, judge, values, records: () => rawRecords(database, sourceId), total: read - blank };
}
