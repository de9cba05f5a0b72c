import { unknownName } from '../unknown-name.ts';
import { columnsOfDataset } from './dataset-columns.ts';
import type { ModelContext, ModelProblem } from './model-kind.ts';
import { columnOf, name } from './sql-text.ts';

/** A table that is joined to a dataset, and the pairs of columns that are equal. */
interface Join {
  readonly table: string;
  readonly on: Readonly<Record<string, string>>;
}

/** The joins of a query over a dataset; its rows without a partner stay. */
export function joinsOf(from: string, joins: readonly Join[], { datasets }: Pick<ModelContext, 'datasets'>): string {
  return joins
    .map(({ table, on }) => {
      const pairs = Object.entries(on).map(([own, other]) => `${columnOf(table, other)} = ${columnOf(from, own)}`);
      const source = Object.hasOwn(datasets, table) ? `${name(`clean_${table}`)} ${name(table)}` : name(table);
      return `\nleft join ${source} on ${pairs.join(' and ')}`;
    })
    .join('');
}

/** What is wrong with joins: tables and columns that do not exist. */
export function problemsOfJoins(from: string, joins: readonly Join[], context: ModelContext): readonly ModelProblem[] {
  const tables = [...Object.keys(context.datasets), ...context.before.keys()];
  return joins.flatMap(({ table, on }, index) => {
    const path = ['join', index];
    const unknown = unknownName(table, tables, 'dataset or model before it', [...path, 'table']);
    if (unknown.length > 0) return unknown;
    return [
      ...problemsOfNames(from, [['join', Object.keys(on)]], context),
      ...(Object.hasOwn(context.datasets, table) ? problemsOfNames(table, [['join', Object.values(on)]], context) : []),
    ];
  });
}

/** What is wrong with the columns of a dataset that parts of a definition name, the dataset first. */
export function problemsOfNames(
  dataset: string,
  named: readonly (readonly [part: string, columns: readonly string[]])[],
  { datasets }: ModelContext,
): readonly ModelProblem[] {
  if (!Object.hasOwn(datasets, dataset)) return unknownName(dataset, Object.keys(datasets), 'dataset', ['from']);
  const known = [...columnsOfDataset(datasets[dataset]).keys()];
  return named.flatMap(([part, columns]) =>
    columns.flatMap((column) => unknownName(column, known, `column of ${dataset}`, [part])),
  );
}
