import { Failure } from '#core/contract/failure.ts';
import type { DeliveryFit } from '#core/contract/sources.ts';
import type { DatasetDefinition } from '#core/definition/dataset.ts';
import { likeness, nameLikeness, type SampledColumn } from '#core/quality/delivery/likeness.ts';
import { createJudge } from '#core/quality/judge.ts';
import { matchColumns } from '#core/quality/match-columns.ts';
import { nullWordsOf } from '#core/quality/null-words-of.ts';
import type { Value } from '#core/quality/type.ts';
import type { CurrentRun } from '#core/records/current-run.ts';
import { storedColumns } from '#core/records/value-columns.ts';
import { openSource } from '#core/sources/sources.ts';
import { recordsTable, valueColumn } from '#core/sql/names.ts';
import { join, literal, sql } from '#core/sql/sql.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';

/** Records of each side that are compared. */
const sampled = 1000;
/** Columns of each side that are compared with each other. */
const mostCompared = 30;
/** What is less alike is not proposed. */
const leastAlike = 0.5;
/** How much of a proposal is due to the names of the columns; the rest is due to what they hold. */
const weightOfName = 0.3;

/**
 * How the columns of another file fit a dataset of the run that is shown: the one that most of them belong to. For each column that is missing,
 * the columns of the file that may hold it under another name are named, the likeliest first. Throws a Failure (BAD_INPUT) where the file cannot
 * be read.
 */
export async function fitDelivery(
  run: CurrentRun,
  path: string,
  read: <Answer>(look: (database: Database) => Answer) => Answer,
): Promise<DeliveryFit | null> {
  const samples: (readonly [name: string, dataset: DatasetDefinition, sample: Sample])[] = [];
  let problem: unknown;
  for (const [name, dataset] of Object.entries(run.pipeline.datasets)) {
    try {
      samples.push([name, dataset, await sampleOf(path, dataset)]);
    } catch (error) {
      // Another dataset may be read in another way.
      if (!(error instanceof Failure)) throw error;
      problem = error;
    }
  }
  if (samples.length === 0) throw problem;
  const fits = samples.flatMap(([name, dataset, { headers, cells }]) => {
    const { sources, extras } = matchColumns(dataset.columns, headers);
    const names = Object.keys(dataset.columns);
    const missing = names.filter((_, at) => (sources[at] ?? -1) < 0);
    return missing.length === names.length ? [] : [{ name, dataset, headers, cells, extras, names, missing }];
  });
  const shareOf = ({ names, missing }: (typeof fits)[number]): number => 1 - missing.length / names.length;
  const [best] = fits.toSorted((a, b) => shareOf(b) - shareOf(a) || b.names.length - a.names.length);
  if (!best) return null;
  const proposals = read((database) => proposalsFor(database, run, best));
  return {
    dataset: best.name,
    matched: best.names.length - best.missing.length,
    columns: best.names.length,
    missing: best.missing.map((column) => ({ column, proposals: proposals.get(column) ?? [] })),
    extra: best.extras.map((at) => best.headers[at] ?? ''),
  };
}

interface Sample {
  readonly headers: readonly string[];
  readonly cells: readonly (readonly string[])[];
}

/** The headers of a file as a dataset reads it, and its first records. */
async function sampleOf(path: string, dataset: DatasetDefinition): Promise<Sample> {
  const { file, records } = await openSource(path, dataset.source);
  try {
    const cells: (readonly string[])[] = [];
    for await (const chunk of records.chunks()) {
      for (const record of chunk.records)
        if (record.problem === undefined && record.cells.length > 0) cells.push([...record.cells]);
      if (cells.length >= sampled) break;
    }
    return { headers: records.headers, cells: cells.slice(0, sampled) };
  } finally {
    file.close();
  }
}

type Proposals = DeliveryFit['missing'][number]['proposals'];

function proposalsFor(
  database: Database,
  run: CurrentRun,
  {
    name,
    dataset,
    headers,
    cells,
    extras,
    missing,
  }: Sample & {
    readonly name: string;
    readonly dataset: DatasetDefinition;
    readonly extras: readonly number[];
    readonly missing: readonly string[];
  },
): ReadonlyMap<string, Proposals> {
  return new Map(
    missing.slice(0, mostCompared).map((column) => {
      const known = knownColumn(database, run, name, column);
      const wanted = dataset.columns[column]?.header ?? column;
      const proposals = extras.slice(0, mostCompared).map((at) => {
        const header = headers[at] ?? '';
        const alike = likeness(known, readColumn(run, dataset, column, at, cells));
        const named = Math.max(nameLikeness(header, wanted), nameLikeness(header, column));
        return { header, confidence: (1 - weightOfName) * alike + weightOfName * named };
      });
      return [column, proposals.filter(({ confidence }) => confidence >= leastAlike).sort((a, b) => b.confidence - a.confidence)];
    }),
  );
}

/** Some values of a column of the run, spread over all records. */
function knownColumn(database: Database, run: CurrentRun, name: string, column: string): SampledColumn {
  const place = storedColumns(run.pipeline.datasets[name] as DatasetDefinition).findIndex((one) => one.name === column);
  const table = recordsTable(name, run.no);
  const [count] = rowsOf(database, sql`select count(*) from ${table}`)[0] ?? [];
  const step = Math.max(1, Math.ceil(Number(count) / sampled));
  const rows = rowsOf(database, sql`select ${join([valueColumn(place)])} from ${table} where id % ${literal(String(step))} = 0`);
  const values = rows.map(([value]) => value as Value).filter((value) => value !== null);
  return { values, filled: values.length / Math.max(1, rows.length), readable: 1 };
}

/** A column of the file, read as if it were one of the dataset. */
function readColumn(
  run: CurrentRun,
  dataset: DatasetDefinition,
  column: string,
  at: number,
  cells: readonly (readonly string[])[],
): SampledColumn {
  const definition = dataset.columns[column];
  if (!definition) return { values: [], filled: 0, readable: 0 };
  const alone: DatasetDefinition = {
    ...dataset,
    columns: { [column]: definition },
    clean: dataset.clean.filter((step) => step.column === undefined || step.column === column),
    derive: {},
  };
  const judge = createJudge({
    dataset: alone,
    rules: [],
    sources: [at],
    nullWords: nullWordsOf(run.pipeline, alone),
    today: run.today,
  });
  const ignored = { changed: () => {}, violated: () => {} };
  const values: Exclude<Value, null>[] = [];
  let unread = 0;
  for (const record of cells) {
    judge.judge(record, ignored);
    const [value = null] = judge.values;
    if (value !== null) values.push(value);
    else if (judge.unread[0] !== undefined) unread++;
  }
  const held = values.length + unread;
  return { values, filled: held / Math.max(1, cells.length), readable: held === 0 ? 0 : values.length / held };
}
