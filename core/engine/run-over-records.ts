import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '#core/contract/failure.ts';
import type { SkippableStage } from '#core/contract/progress.ts';
import type { DatasetDefinition } from '#core/definition/dataset.ts';
import type { TestRow } from '#core/definition/examples.ts';
import type { PipelineDefinition } from '#core/definition/pipeline.ts';
import type { Database } from '#core/workspace/open.ts';
import { openForReading } from '#core/workspace/open-for-reading.ts';
import type { LoadedPipeline } from './load-pipeline.ts';
import { runAside } from './run-aside.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

/** Records that stand in the place of files. */
interface GivenRecords {
  readonly given: Readonly<Record<string, readonly TestRow[]>>;
  /** The date that the run is about; default: that of the pipeline, or the present day. */
  readonly runDate?: string | undefined;
  /** Stages that the look needs nothing of. */
  readonly skipStages?: readonly SkippableStage[];
  readonly signal: AbortSignal;
}

/** Runs a pipeline over given records, and looks at what came of it. Throws a Failure (BAD_DEFINITION) for records that have no place. */
export async function runOverRecords<Found>(
  loaded: LoadedPipeline,
  { given, runDate, skipStages = [], signal }: GivenRecords,
  look: (database: Database) => Found,
): Promise<Found> {
  return inTemporaryFolder('test', async (folder) => {
    const workspacePath = join(folder, 'test.winnow');
    const { pipeline, inputs } = onFiles(loaded.pipeline, given, folder);
    const own = { ...loaded, pipeline };
    await runAside(
      { loaded: own, inputs, runDate: runDate ?? pipeline.run_date, workspacePath, skipStages },
      { onProgress: () => {}, signal },
    );
    const database = openForReading(workspacePath);
    try {
      return look(database);
    } finally {
      database.close();
    }
  });
}

/** The pipeline with a file for each dataset that holds the records given; nothing leaves, and nothing is reconciled. */
function onFiles(pipeline: PipelineDefinition, given: GivenRecords['given'], folder: string) {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(pipeline.datasets, name));
  if (unknown !== undefined)
    throw new Failure(
      'BAD_DEFINITION',
      `a test gives records of ${unknown}, which is no dataset; there are ${Object.keys(pipeline.datasets).join(', ')}`,
    );
  const inputs = new Map<string, string>();
  const datasets = Object.entries(pipeline.datasets).map(([name, dataset]) => {
    const path = join(folder, `${name}.csv`);
    writeFileSync(path, fileOf(name, dataset, given[name] ?? []));
    inputs.set(name, path);
    const source = { format: 'csv' as const, path, encoding: 'utf-8' as const, delimiter: ',', quote: '"', header: true };
    return [name, { ...dataset, source }] as const;
  });
  const kept = { ...pipeline, datasets: Object.fromEntries(datasets) };
  return { inputs, pipeline: { ...kept, reconciliations: [], exports: [], tables: [] } };
}

/** A CSV file of records; columns that a record does not name are empty. */
function fileOf(name: string, { columns }: DatasetDefinition, records: readonly TestRow[]): string {
  const names = Object.keys(columns);
  const unknown = records.flatMap(Object.keys).find((column) => !names.includes(column));
  if (unknown !== undefined)
    throw new Failure(
      'BAD_DEFINITION',
      `a test names the column ${unknown}, which ${name} does not declare; it declares ${names.join(', ')}`,
    );
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const lines = [
    names.map((column) => columns[column]?.header ?? column),
    ...records.map((record) => names.map((column) => String(record[column] ?? ''))),
  ];
  return `${lines.map((cells) => cells.map(quoted).join(',')).join('\n')}\n`;
}
