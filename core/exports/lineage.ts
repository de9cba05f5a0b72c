import { basename, join } from 'node:path';
import type { PipelineDefinition } from '#core/definition/pipeline.ts';
import { createFileWriter } from '#core/sinks/write-file.ts';
import { toldPath } from '#core/sources/postgres/fetch-table.ts';
import { sqlTokens } from '#core/sql/sql-tokens.ts';
import { ledgersOf } from '#core/store/ledgers.ts';
import { outputsOf } from '#core/store/outputs.ts';
import { runSources } from '#core/store/run-sources.ts';
import { runById } from '#core/store/runs.ts';
import { sourceById } from '#core/store/sources.ts';
import type { Database } from '#core/workspace/open.ts';

/** The file that tells where the exports of a run come from. */
export function lineagePath(folder: string): string {
  return join(folder, 'data_lineage.json');
}

/** Writes where each export of a run comes from: its files, the steps they went through, the models between. */
export function writeLineage(
  database: Database,
  pipeline: PipelineDefinition,
  run: { readonly no: number; readonly id: string },
  { folder, winnow, writtenAt }: { readonly folder: string; readonly winnow: string; readonly writtenAt: string },
): void {
  const path = lineagePath(folder);
  // What stands in its place was looked at before the run began.
  const writer = createFileWriter(path, { replaces: 'files' });
  try {
    writer.write(`${JSON.stringify({ winnow, writtenAt, ...lineageOf(database, pipeline, run) }, null, 2)}\n`);
    writer.finish();
  } catch (error) {
    writer.abandon();
    throw error;
  }
}

function lineageOf(database: Database, pipeline: PipelineDefinition, run: { readonly no: number; readonly id: string }) {
  const outputs = outputsOf(database, run.no);
  const reads = new Map(
    pipeline.models.map(({ name, sql }, place) => [name, tablesIn(sql, pipeline.datasets, pipeline.models.slice(0, place))]),
  );
  /** The datasets that a table is made of, through whatever models there are between. */
  const datasetsOf = (table: string): readonly string[] =>
    Object.hasOwn(pipeline.datasets, table) ? [table] : [...new Set((reads.get(table) ?? []).flatMap(datasetsOf))];
  const ledgers = new Map(ledgersOf(database, run.no));
  return {
    files: Object.fromEntries(outputs.map(({ path, sha256 }) => [basename(path), sha256])),
    pipeline: { name: pipeline.name, sha256: runById(database, run.id)?.definitionHash ?? '' },
    runId: run.id,
    runDate: runById(database, run.id)?.today ?? null,
    sources: runSources(database, run.no).map(({ dataset, path, sourceId }) => {
      const { sha256, parts } = sourceById(database, sourceId);
      return {
        dataset,
        path: toldPath(path, pipeline.datasets[dataset]?.source),
        sha256,
        ...(parts && { files: parts.map((part) => part.path) }),
      };
    }),
    datasets: Object.entries(pipeline.datasets).map(([name, { clean, derive, references }]) => ({
      name,
      steps: clean,
      derived: Object.keys(derive),
      refersTo: references.map(({ dataset }) => dataset),
      ledger: ledgers.get(name) ?? null,
    })),
    models: pipeline.models.map(({ name, sql }) => ({ name, reads: reads.get(name) ?? [], datasets: datasetsOf(name), sql })),
    tables: pipeline.tables.map((table) => ({
      ...{ to: table.to, table: table.table ?? table.dataset ?? table.model, mode: table.mode },
      of: table.dataset ?? table.model,
      datasets: datasetsOf(table.dataset ?? table.model ?? ''),
    })),
    outputs: outputs.map(({ path, subject, what, format, rows, bytes, sha256 }) => ({
      ...{ file: basename(path), of: subject, what, format, rows, bytes, sha256 },
      datasets: datasetsOf(subject),
    })),
  };
}

/** The datasets, and the models before it, that a query names. */
function tablesIn(
  text: string,
  datasets: PipelineDefinition['datasets'],
  models: PipelineDefinition['models'],
): readonly string[] {
  const known = new Map([
    ...models.map(({ name }) => [name.toLowerCase(), name] as const),
    ...Object.keys(datasets).flatMap((name) => ['clean', 'raw'].map((what) => [`${what}_${name}`.toLowerCase(), name] as const)),
  ]);
  const words = sqlTokens(text).flatMap(({ kind, text: word }) =>
    kind === 'word' ? [word] : kind === 'name' ? [word.slice(1, -1)] : [],
  );
  return [...new Set(words.flatMap((word) => known.get(word.toLowerCase()) ?? []))];
}
