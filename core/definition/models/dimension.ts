import { z } from 'zod';
import { columnsOfDataset, surrogateOf } from './dataset-columns.ts';
import { joinsOf, problemsOfJoins, problemsOfNames } from './joins.ts';
import type { ModelColumn } from './model.ts';
import type { ModelContext, ModelKind } from './model-kind.ts';
import { computedColumn, joined, modelBase } from './model-options.ts';
import { columnOf, listed, name, selected, value } from './sql-text.ts';

const options = z.strictObject({
  kind: z.literal('dimension'),
  ...modelBase,
  from: z.string().describe('The dataset whose clean records are its members.'),
  key: z.array(z.string()).min(1).describe('Columns that identify a member; of several records with the same, the first counts.'),
  attributes: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('Columns of the dataset besides the key; default: all, derived ones too.'),
  join: z.array(joined).default([]),
  columns: z.record(z.string(), computedColumn).default({}).describe('Further columns, each an SQL expression.'),
  history: z
    .strictObject({
      valid_from: z.string().describe('The column that says since when a record holds.'),
      type2: z
        .array(z.string())
        .min(1)
        .describe('Columns whose changes make a new version; all others are as they were last, in every version.'),
    })
    .optional()
    .describe(
      'Keeps versions of a member (type 2) by the own time of the records; without it a member is as it is now (type 1).',
    ),
  unknown: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .default({})
    .describe(
      'Values of the unknown member, whose surrogate key is 0; texts of its key are `unknown` where nothing else is said.',
    ),
});

type Options = z.infer<typeof options>;

/** A dimension of a star schema. */
export const dimension: ModelKind<typeof options> = {
  summary:
    'The members that facts refer to, one row each, with a surrogate key that depends on the natural key alone, and so survives every new run; 0 is the unknown member. With `history` a member has versions.',
  options,
  problems: (given, context) => {
    const named: readonly (readonly [path: string, columns: readonly string[]])[] = [
      ['key', given.key],
      ['attributes', given.attributes ?? []],
      ...(given.history ? [['history', [given.history.valid_from, ...given.history.type2]] as const] : []),
    ];
    return [
      ...problemsOfNames(given.from, named, context),
      ...problemsOfJoins(given.from, given.join, context),
      ...addedNames(given).flatMap((name) =>
        columnsOf(given, context).some(({ column }) => column === name)
          ? [
              {
                path: ['name'],
                message: `the dimension adds a column ${name} itself; rename the column of ${given.from}, or leave it out with attributes`,
              },
            ]
          : [],
      ),
      ...given.key.flatMap((column) =>
        Object.hasOwn(given.columns, column)
          ? [
              {
                path: ['columns', column],
                message: `${column} is part of the key, which stays as it is; give the expression another name`,
              },
            ]
          : [],
      ),
      ...Object.keys(given.unknown).flatMap((column) =>
        columnsOf(given, context).some((own) => own.column === column)
          ? []
          : [
              {
                path: ['unknown', column],
                message: `the dimension has no column "${column}"; remove it from unknown, or add the column`,
              },
            ],
      ),
    ];
  },
  compile: (given, context) => {
    const { history } = given;
    const columns = columnsOf(given, context);
    const surrogate = surrogateOf(given);
    const mark = context.inferredFrom(given.name).length > 0 ? ['0 as is_inferred'] : [];
    const described = history
      ? withHistory({ ...given, history }, columns, mark, context)
      : asTheyAre(given, columns, mark, context);
    return {
      ...{ name: given.name, description: given.description, kind: 'dimension', key: [surrogate], references: [], rules: [] },
      looksUp: given.join.map(({ table, on }) => ({ table, columns: Object.values(on) })),
      isVersioned: history !== undefined,
      describes: { dataset: given.from, key: given.key, surrogate, validFrom: history?.valid_from },
      sql: [described, ...inferred(given, columns, context), unknown(given, columns, mark)].join('\nunion all\n'),
      columns: {
        [surrogate]: { type: 'integer' },
        ...Object.fromEntries(columns.map(({ column, holds }) => [column, holds])),
        ...(history && {
          version: { type: 'integer' },
          valid_from: columnsOfDataset(context.datasets[given.from]).get(history.valid_from) ?? {},
          is_current: { type: 'boolean' },
        }),
        ...(mark.length > 0 && { is_inferred: { type: 'boolean' } }),
      },
    };
  },
};

/** Columns that a dimension has besides those of its dataset and its own. */
function addedNames(given: Options): readonly string[] {
  return [surrogateOf(given), 'is_inferred', ...(given.history ? ['version', 'valid_from', 'valid_to', 'is_current'] : [])];
}

/** A column of the members besides those that Winnow adds. */
interface MemberColumn {
  readonly column: string;
  readonly expression: string;
  readonly holds: ModelColumn;
}

function columnsOf({ from, key, attributes, columns, history }: Options, { datasets }: ModelContext): readonly MemberColumn[] {
  const known = columnsOfDataset(datasets[from]);
  const wanted = attributes ?? [...known.keys()];
  const own = [...key, ...wanted.filter((column) => !key.includes(column) && column !== history?.valid_from)];
  return [
    ...own
      .filter((column) => !Object.hasOwn(columns, column))
      .map((column) => ({ column, expression: columnOf(from, column), holds: known.get(column) ?? {} })),
    ...Object.entries(columns).map(([column, { sql, type, scale }]) => ({
      column,
      expression: sql ?? columnOf(from, column),
      holds: type === undefined && scale === undefined ? (known.get(column) ?? {}) : { type, scale },
    })),
  ];
}

/** The members that records describe as they are: of several records with one key the first. */
function asTheyAre(
  { from, key, join }: Options,
  columns: readonly MemberColumn[],
  mark: readonly string[],
  context: ModelContext,
): string {
  const keys = key.map((column) => columnOf(from, column));
  return `select
${listed([
  `member_key(${keys.join(', ')}) as ${name(surrogateOf({ key }))}`,
  ...columns.map(({ expression, column }) => selected(expression, column)),
  ...mark,
])}
from ${name(`clean_${from}`)} ${name(from)}${joinsOf(from, join, context)}
where ${columnOf(from, 'id')} in (select min(id) from ${name(`clean_${from}`)} group by ${key.map(name).join(', ')})
  and ${keys.map((column) => `${column} is not null`).join(' and ')}`;
}

/** The versions of the members: a new one where what is of type 2 changed, whatever the order in which the records arrived. */
function withHistory(
  { from, key, join, history }: Options & { readonly history: NonNullable<Options['history']> },
  columns: readonly MemberColumn[],
  mark: readonly string[],
  context: ModelContext,
): string {
  const keys = key.map(name).join(', ');
  // A text of an instant sorts like the instant without its zone, which is always UTC.
  const since = "rtrim(valid_from, 'Z')";
  const own = columns.map(({ column }) => name(column));
  const latest = columns.map(({ column }) =>
    key.includes(column) || history.type2.includes(column)
      ? name(column)
      : `first_value(${name(column)}) over (partition by ${keys} order by ${since} desc) as ${name(column)}`,
  );
  const state = `json_array(${history.type2.map(name).join(', ')})`;
  return `select * from (
with seen as (
  select
${listed([
  ...columns.map(({ expression, column }) => selected(expression, column)),
  `${columnOf(from, history.valid_from)} as valid_from`,
])}
  from ${name(`clean_${from}`)} ${name(from)}${joinsOf(from, join, context)}
  where ${key.map((column) => `${columnOf(from, column)} is not null`).join(' and ')}
), once as (
  select *, row_number() over (partition by ${keys}, ${since} order by ${own.join(', ')}) as winnow_place
  from seen
), followed as (
  select ${latest.join(', ')}, valid_from,
    ${state} as winnow_state,
    lag(${state}) over (partition by ${keys} order by ${since}) as winnow_before
  from once
  where winnow_place = 1
), versions as (
  select *,
    row_number() over (partition by ${keys} order by ${since}) as version,
    lead(valid_from) over (partition by ${keys} order by ${since}) as valid_to
  from followed
  where winnow_state is not winnow_before
)
select
${listed([
  `case version when 1 then member_key(${keys}) else member_key(${keys}, valid_from) end as ${name(surrogateOf({ key }))}`,
  ...own,
  ...['version', 'valid_from', 'valid_to', 'valid_to is null as is_current'],
  ...mark,
])}
from versions)`;
}

/** Members that only the facts name: all that is known of them is their key. */
function inferred(given: Options, columns: readonly MemberColumn[], context: ModelContext): readonly string[] {
  const { from, key, history } = given;
  const keys = key.map(name).join(', ');
  const known = `select ${keys} from ${name(`clean_${from}`)}`;
  const named = context.inferredFrom(given.name).map(({ dataset, columns: naming }) => {
    const pairs = key.map((column, place) => selected(name(naming[place] ?? column), column));
    return `select distinct ${pairs.join(', ')} from ${name(`clean_${dataset}`)}`;
  });
  if (named.length === 0) return [];
  return [
    `select
${listed([
  `member_key(${keys})`,
  ...columns.map(({ column }) => (key.includes(column) ? name(column) : 'null')),
  ...(history ? ['1', 'null', 'null', '1'] : []),
  '1',
])}
from (${named.join(' union ')})
where ${key.map((column) => `${name(column)} is not null`).join(' and ')}
  and (${keys}) not in (${known} where ${key.map((column) => `${name(column)} is not null`).join(' and ')})`,
  ];
}

/** The member of whatever cannot be told. */
function unknown({ key, history, unknown: values }: Options, columns: readonly MemberColumn[], mark: readonly string[]): string {
  const texts = columns.map(({ column, holds }) =>
    value(
      (Object.hasOwn(values, column) ? values[column] : undefined) ??
        (key.includes(column) && isText(holds) ? 'unknown' : undefined),
    ),
  );
  return `select 0, ${[...texts, ...(history ? ['1', 'null', 'null', '1'] : []), ...mark.map(() => '0')].join(', ')}`;
}

function isText({ type = 'text' }: ModelColumn): boolean {
  return type === 'text';
}
