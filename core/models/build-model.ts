import type { z } from 'zod';
import { Failure } from '#core/contract/failure.ts';
import type { ModelSpec, ModelTrial, triedModel } from '#core/contract/model-builder.ts';
import { query } from '#core/definition/models/model-options.ts';
import { columnOf, listed, name as nameText, selected } from '#core/definition/models/sql-text.ts';
import type { Link } from '#core/definition/relations.ts';
import { relationsOfDataset } from '#core/quality/relations-of-dataset.ts';
import { addSqlFunctions } from '#core/records/add-sql-functions.ts';
import type { CurrentRun } from '#core/records/current-run.ts';
import type { ShownRun } from '#core/records/rules-of-run.ts';
import { quoted } from '#core/sql/names.ts';
import { declaredSelect, sql as piece } from '#core/sql/sql.ts';
import { type Database, isSqliteError, rowsOf } from '#core/workspace/open.ts';
import { overStoppableViews } from './chart-data.ts';
import { checkQuery } from './check-query.ts';
import { assertModelSql } from './check-sql.ts';
import { measureOf, pointOf } from './measure.ts';
import { type TableColumn, tableColumns, viewOf } from './table-columns.ts';

/** Rows of a trial that are shown. */
const mostShown = 20;

/** Places of an average beyond those of its column. */
const averagePlaces = 2;

/** The tables that a model reads, and how their columns are written in SQL. */
interface Scope {
  readonly from: string;
  /** Throws a Failure (BAD_INPUT) for a column that is not there. */
  readonly find: (name: string) => { readonly column: TableColumn; readonly sql: string };
}

/** The model to try: a description, or SQL. */
export interface WantedModel {
  readonly spec?: ModelSpec | undefined;
  readonly sql?: string | undefined;
}

/** The result of a model, or what is wrong with it: mistakes are part of writing one, not a failure. */
export function tryModel(database: Database, run: CurrentRun, wanted: WantedModel): z.infer<typeof triedModel> {
  try {
    return { trial: modelTrialOf(database, run, wanted), problem: null };
  } catch (error) {
    if (error instanceof Failure ? error.code === 'CANCELLED' : !isOfSql(error)) throw error;
    return { trial: null, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** Whether an error comes from the SQL or its parameters. */
function isOfSql(error: unknown): boolean {
  return isSqliteError(error) || error instanceof RangeError || error instanceof TypeError;
}

/** A value as it is shown: numbers that JSON has no form for, or not all digits of, as texts. */
function shownCell(value: unknown): string | number | null {
  if (value === null) return null;
  const number = typeof value === 'bigint' ? Number(value) : value;
  if (typeof number !== 'number') return String(value);
  const isExact = typeof value === 'bigint' ? Number.isSafeInteger(number) : Number.isFinite(number);
  return isExact ? number : String(value);
}

function modelTrialOf(database: Database, run: CurrentRun, { spec, sql: written }: WantedModel): ModelTrial {
  addSqlFunctions(database);
  const { sql: text, scales } = spec ? describedModel(database, run, spec) : { sql: query.parse(written ?? ''), scales: {} };
  const sql = assertModelSql(run.pipeline, text, run.today);
  return overStoppableViews(database, run, () => {
    const began = performance.now();
    const statement = checkQuery(database, sql, 'the model').safeIntegers();
    const columns = statement.columns().map(({ name }) => name);
    const rows: ModelTrial['rows'] = [];
    for (const row of statement.raw().iterate()) {
      rows.push(row.map(shownCell));
      if (rows.length === mostShown) break;
    }
    const [count] = rowsOf(database, piece`select count(*) from (\n${declaredSelect(sql)}\n)`)[0] ?? [];
    return { sql: text, columns, scales: { ...scales }, rows, count: Number(count), milliseconds: performance.now() - began };
  });
}

/** The SQL of a described model, and the decimal places of its columns. */
function describedModel(
  database: Database,
  run: ShownRun,
  spec: ModelSpec,
): { readonly sql: string; readonly scales: Readonly<Record<string, number>> } {
  if (spec.by.length + spec.measures.length === 0)
    throw new Failure('BAD_INPUT', 'choose the columns that make a row, or something to measure');
  const { from, find } = scopeOf(database, run, spec);
  const taken = new Set<string>();
  const scales: Record<string, number> = {};
  const named = (name: string, sql: string, scale: number | undefined): string => {
    let free = name;
    for (let number = 2; taken.has(free.toLowerCase()); number++) free = `${name}_${number}`;
    taken.add(free.toLowerCase());
    if (scale !== undefined) scales[free] = scale;
    return selected(sql, free);
  };
  const by = spec.by.map(({ column: name, step }) => {
    const { column, sql } = find(name);
    const point = pointOf(column, step, sql);
    return named(point.name, point.sql, column.scale);
  });
  const measures = spec.measures.map(({ of, column: name }) => {
    const found = name === undefined ? undefined : find(name);
    const measure = measureOf(of, found?.column, found?.sql);
    const scale = of === 'different' ? undefined : found?.column.scale;
    return named(measure.name, measure.sql, of === 'average' ? (scale ?? 0) + averagePlaces : scale);
  });
  const conditions = spec.where.map(({ column: name, operator, value }) => conditionOf(find(name), operator, value));
  const places = by.map((_, place) => place + 1).join(', ');
  const lines = [
    `select\n${listed([...by, ...measures])}`,
    `from ${from}`,
    ...(conditions.length > 0 ? [`where ${conditions.join('\n  and ')}`] : []),
    ...(by.length > 0 ? [`group by ${places}`, `order by ${places}`] : []),
  ];
  return { sql: lines.join('\n'), scales };
}

/** The table with those that are joined to it by references; rows without a partner stay. */
function scopeOf(database: Database, run: ShownRun, { table, joins }: ModelSpec): Scope {
  const own = nameText(table);
  const columns = new Map([[table, columnsOf(database, run, table)]]);
  const lines = [`${nameText(viewOf(run, table))} as ${own}`];
  for (const joined of joins) {
    if (columns.has(joined)) throw new Failure('BAD_INPUT', `${joined} is joined twice`);
    const [from, link] = linkTo(run, [...columns.keys()], joined);
    const on = link.own.map((column, place) => `${columnOf(joined, link.other[place] ?? '')} = ${columnOf(from, column)}`);
    lines.push(`left join ${nameText(viewOf(run, joined))} as ${nameText(joined)} on ${on.join(' and ')}`);
    columns.set(joined, columnsOf(database, run, joined));
  }
  return {
    from: lines.join('\n  '),
    find: (name) => {
      const dot = name.indexOf('.');
      const [of, column] = dot < 0 ? [table, name] : [name.slice(0, dot), name.slice(dot + 1)];
      const found = columns.get(of)?.get(column);
      if (!found) throw new Failure('BAD_INPUT', `there is no column "${column}" in ${of}`);
      return { column: found, sql: columnOf(of, column) };
    },
  };
}

/** The reference from one of the datasets to another. Throws a Failure (BAD_INPUT) where none does. */
function linkTo({ pipeline }: ShownRun, from: readonly string[], to: string): readonly [string, Link] {
  for (const name of from) {
    if (!Object.hasOwn(pipeline.datasets, name)) continue;
    const link = relationsOfDataset(pipeline, name).parents.find(({ dataset }) => dataset === to);
    if (link) return [name, link];
  }
  throw new Failure(
    'BAD_INPUT',
    `${from.join(', ')} ${from.length === 1 ? 'does' : 'do'} not refer to ${to}; add a reference first`,
  );
}

function columnsOf(database: Database, run: ShownRun, table: string): ReadonlyMap<string, TableColumn> {
  return new Map(tableColumns(database, run, table).map((column) => [column.name, column]));
}

/** How booleans are stored. */
const truths: ReadonlyMap<string, string> = new Map([
  ['true', '1'],
  ['false', '0'],
]);

const comparisons = { equals: '=', differs: 'is not', 'at least': '>=', 'at most': '<=' } as const;

function conditionOf(
  { column, sql }: ReturnType<Scope['find']>,
  operator: ModelSpec['where'][number]['operator'],
  value: string,
): string {
  if (operator === 'is empty' || operator === 'is not empty') return `${sql} is ${operator === 'is empty' ? '' : 'not '}null`;
  const number = column.type === 'boolean' ? (truths.get(value.trim().toLowerCase()) ?? value.trim()) : value.trim();
  if (column.isNumber && !/^-?\d+(\.\d+)?$/.test(number))
    throw new Failure('BAD_INPUT', `${column.name} holds numbers, and “${value}” is not a number`);
  return `${sql} ${comparisons[operator]} ${column.isNumber ? number : quoted(value).text}`;
}
