import { resolve, sep } from 'node:path';
import { Failure } from '#core/contract/failure.ts';
import type { ColumnDefinition } from '#core/definition/column.ts';
import type { TableExport } from '#core/definition/export-definition.ts';
import type { PipelineDefinition } from '#core/definition/pipeline.ts';
import { relationsOf } from '#core/definition/relations.ts';
import { catalog } from '#core/quality/catalog.ts';
import { kindOfModelRule } from '#core/quality/kind-of-model-rule.ts';
import type { ColumnPromise } from '#core/quality/model-rules/model-rule.ts';
import { foreignTablesOfPostgres, loadPostgres } from '#core/sinks/database/load-postgres.ts';
import { foreignTablesOfSqlite, loadSqlite } from '#core/sinks/database/load-sqlite.ts';
import type { LoadedColumn, LoadedReference, LoadResult, TableLoad, WaitingLoad } from '#core/sinks/database/table-load.ts';
import { withVariables } from '#core/sources/path-of-source.ts';
import { addressOf } from '#core/sources/postgres/connect.ts';
import type { ExportRequest } from './export-request.ts';
import { rowsOfExport } from './rows-of-export.ts';

/** What loads of tables work with: a finished run whose rows the connection sees. */
type LoadContext = Pick<ExportRequest, 'database' | 'pipeline' | 'run' | 'appVersion' | 'now'> & {
  readonly outFolder: string;
  readonly report: (table: string, rows: number) => void;
};

/** A table that was written into a database. */
export interface LoadedTable extends LoadResult {
  /** The database, without a password, or the path of the file. */
  readonly target: string;
  readonly table: string;
  readonly subject: string;
  readonly mode: TableExport['mode'];
}

const failures = new WeakSet<object>();
/** What runs of this process wrote, so that a run which starts over does not write it again. */
const loadedByRun = new Map<string, readonly LoadedTable[]>();

/** Whether a run failed because of another database: to do everything again would not help, and might write there twice. */
export function isLoadFailure(error: unknown): boolean {
  return error instanceof Error && failures.has(error);
}

/**
 * Writes the tables that a pipeline declares: those of one database in one transaction, and none is kept before all are written. Throws a
 * Failure (RUN_FAILED, BAD_INPUT).
 */
export async function loadTables(context: LoadContext): Promise<readonly LoadedTable[]> {
  const known = loadedByRun.get(context.run.id);
  if (known) return known;
  const waiting: (WaitingLoad & { readonly place: string; readonly tables: readonly TableExport[] })[] = [];
  try {
    for (const [place, tables] of Map.groupBy(context.pipeline.tables, (one) => placeOf(one, context.outFolder))) {
      const loads = tables.map((table) => loadOf(context, table, tables));
      const load = tables[0]?.to === 'postgres' ? await loadPostgres(place, loads) : loadSqlite(place, loads);
      waiting.push({ ...load, place, tables });
    }
    for (const { commit } of waiting) await commit();
  } catch (error) {
    for (const { abandon } of waiting) await abandon();
    if (error instanceof Error) failures.add(error);
    throw error;
  }
  const loaded = waiting.flatMap(({ results, place, tables }) =>
    tables.flatMap((table, index): LoadedTable[] => {
      const result = results[index];
      const target = table.to === 'postgres' ? (addressOf(place) ?? '') : place;
      return result ? [{ ...result, target, table: tableOf(table), subject: subjectOf(table), mode: table.mode }] : [];
    }),
  );
  loadedByRun.set(context.run.id, loaded);
  return loaded;
}

/**
 * Throws a Failure where a database that a pipeline writes to cannot be reached (BAD_INPUT), or a table would be replaced that somebody else
 * made (CONFLICT): before a run has done its work.
 */
export async function assertTargets(
  { tables }: Pick<PipelineDefinition, 'tables'>,
  outFolder: string,
  overwrites: boolean,
): Promise<void> {
  for (const [place, own] of Map.groupBy(tables, (table) => placeOf(table, outFolder))) {
    const replaced = overwrites ? [] : own.filter(({ mode }) => mode === 'replace').map(tableOf);
    const isServer = own[0]?.to === 'postgres';
    const foreign = isServer ? await foreignTablesOfPostgres(place, replaced) : foreignTablesOfSqlite(place, replaced);
    const [first] = foreign;
    if (first === undefined) continue;
    throw new Failure(
      'CONFLICT',
      `${isServer ? addressOf(place) : place} has a table ${first} that Winnow did not write; give the table another name, use mode append or upsert, or --force to replace it`,
    );
  }
}

function placeOf(table: TableExport, outFolder: string): string {
  if (table.to === 'postgres') return withVariables(table.url);
  const path = resolve(outFolder, withVariables(table.path));
  if (path.startsWith(`${resolve(outFolder)}${sep}`)) return path;
  throw new Failure('BAD_INPUT', `${path} is not in the folder of the exports, ${outFolder}; name a file within it`);
}

function subjectOf({ dataset, model }: TableExport): string {
  return dataset ?? model ?? '';
}

function tableOf(table: TableExport): string {
  return table.table ?? subjectOf(table);
}

function loadOf(context: LoadContext, table: TableExport, beside: readonly TableExport[]): TableLoad {
  const { pipeline } = context;
  const name = subjectOf(table);
  const request: ExportRequest = {
    ...context,
    ...{ subject: table.dataset === undefined ? { model: name } : { dataset: name }, what: 'clean', format: 'parquet' },
    ...{ isSpreadsheetSafe: false, encoding: 'utf-8', path: '', target: { replaces: 'files' } },
    report: (rows) => context.report(name, rows),
  };
  const { columns, kinds } = rowsOfExport(request);
  const types = kinds?.() ?? [];
  const promised = table.dataset === undefined ? ofModel(pipeline, name) : ofDataset(pipeline, name);
  const missing = table.indexes.flat().find((column) => !columns.includes(column));
  if (missing !== undefined)
    throw new Failure(
      'BAD_INPUT',
      `an index of ${name} names ${missing}, and there is no such column; there are ${columns.join(', ')}`,
    );
  return {
    ...{ table: tableOf(table), mode: table.mode, key: promised.key, uniques: promised.uniques, indexes: table.indexes },
    columns: columns.map((column, place): LoadedColumn => {
      const kind = types[place] ?? { kind: 'text' };
      return { name: column, kind, isRequired: false, ...promised.constraints(column) };
    }),
    references: promised.references.flatMap((reference) => {
      const parent = beside.find((one) => subjectOf(one) === reference.table);
      return parent ? [{ ...reference, table: tableOf(parent) }] : [];
    }),
    rows: () => rowsOfExport(request).rows,
    report: request.report,
  };
}

/** What a definition promises of a table. */
interface Promised {
  readonly key: readonly string[];
  readonly uniques: readonly (readonly string[])[];
  readonly references: readonly LoadedReference[];
  readonly constraints: (column: string) => Partial<LoadedColumn>;
}

function ofDataset(pipeline: PipelineDefinition, name: string): Promised {
  const { key = [], columns = {} } = pipeline.datasets[name] ?? {};
  const isKey = (names: readonly string[]): boolean => names.length === key.length && names.every((one) => key.includes(one));
  return {
    key,
    uniques: Object.entries(columns).flatMap(([column, { unique }]) => (unique && !isKey([column]) ? [[column]] : [])),
    references: relationsOf(pipeline, name, catalog).parents.map(({ dataset, own, other }) => ({
      ...{ table: dataset, columns: own, to: other },
    })),
    constraints: (column) => {
      const definition = Object.hasOwn(columns, column) ? columns[column] : undefined;
      return definition ? constraintsOf(definition) : {};
    },
  };
}

function constraintsOf({ required = false, min, max, values, type, scale }: ColumnDefinition): Partial<LoadedColumn> {
  const limit = (given: string | number | undefined): string | undefined => (given === undefined ? undefined : String(given));
  return {
    isRequired: required,
    isExactNumber: type === 'decimal' && scale === undefined,
    // A limit that moves with the day is no promise of a table.
    ...(type !== 'timestamp' && { min: limit(min), max: limit(max) }),
    ...(type === 'text' && { values }),
  };
}

function ofModel(pipeline: PipelineDefinition, name: string): Promised {
  const model = pipeline.models.find((one) => one.name === name);
  return {
    key: model?.key ?? [],
    uniques: [],
    references: (model?.references ?? []).map(({ model: table, columns, to }) => ({ table, columns, to })),
    constraints: (column) => {
      const own = (model?.rules ?? []).filter((rule) => rule['column'] === column && rule.enabled);
      return Object.assign({}, ...own.map((rule) => kindOfModelRule(rule).promises?.(rule) ?? {})) as ColumnPromise;
    },
  };
}
