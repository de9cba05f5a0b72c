import { Failure } from '#core/contract/failure.ts';
import { nearest } from '#core/definition/nearest.ts';
import type { ShownRun } from '#core/records/rules-of-run.ts';
import { storedColumns } from '#core/records/value-columns.ts';
import { identifier, sql } from '#core/sql/sql.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';

/** A column of a dataset's clean rows or of a model, as it is asked for. */
export interface TableColumn {
  readonly name: string;
  readonly type: 'text' | 'integer' | 'decimal' | 'date' | 'timestamp' | 'boolean' | 'email' | 'any';
  /** Decimal places with which it is shown. */
  readonly scale: number | undefined;
  /** Whether its values are numbers, as they are compared. */
  readonly isNumber: boolean;
}

const numbers: readonly string[] = ['integer', 'decimal', 'boolean'];

/** The view that shows a table: its clean rows where it is a dataset. Throws a Failure (NOT_FOUND) where there is none of this name. */
export function viewOf({ pipeline }: ShownRun, name: string): string {
  if (Object.hasOwn(pipeline.datasets, name)) return `clean_${name}`;
  const models = pipeline.models.map((model) => model.name);
  if (models.includes(name)) return name;
  const known = [...Object.keys(pipeline.datasets), ...models];
  const hint = nearest(name, known);
  throw new Failure(
    'NOT_FOUND',
    `there is no dataset or model "${name.slice(0, 100)}"; ${hint ? `did you mean ${hint}?` : `there are ${known.join(', ')}`}`,
  );
}

/** The columns of a table in order, without those that every table has. */
export function tableColumns(database: Database, run: ShownRun, name: string): readonly TableColumn[] {
  const { datasets, models } = run.pipeline;
  const dataset = Object.hasOwn(datasets, name) ? datasets[name] : undefined;
  if (dataset)
    return storedColumns(dataset).map(({ name: column, type, scale }) => ({
      ...{ name: column, type, isNumber: numbers.includes(type) },
      scale: type === 'decimal' ? scale : undefined,
    }));
  const view = identifier(viewOf(run, name));
  const declared = models.find((model) => model.name === name)?.columns ?? {};
  return rowsOf(database, sql`select name from pragma_table_info(${name})`)
    .map(([column]) => String(column))
    .filter((column) => !ownColumns.includes(column))
    .map((column) => {
      const { type = 'any', scale } = declared[column] ?? {};
      if (type !== 'any') return { name: column, type, scale, isNumber: numbers.includes(type) };
      const [[found = 'null'] = []] = rowsOf(
        database,
        sql`select typeof(${identifier(column)}) from ${view} where ${identifier(column)} is not null limit 1`,
      );
      return {
        name: column,
        scale,
        type: scale === undefined ? 'any' : 'decimal',
        isNumber: found === 'integer' || found === 'real',
      };
    });
}

/** Columns that Winnow adds to every model. */
const ownColumns: readonly string[] = ['id', 'run_id', 'created_timestamp'];
