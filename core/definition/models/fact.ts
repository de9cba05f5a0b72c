import { z } from 'zod';
import { impliedRule, type RuleDefinition } from '../rule-definition.ts';
import { unknownName } from '../unknown-name.ts';
import { columnsOfDataset } from './dataset-columns.ts';
import { joinsOf, problemsOfJoins, problemsOfNames } from './joins.ts';
import type { Model, ModelColumn } from './model.ts';
import type { ModelContext, ModelKind, ModelProblem } from './model-kind.ts';
import { columnPairs, computedColumn, joined, modelBase } from './model-options.ts';
import { columnOf, listed, name, selected } from './sql-text.ts';

const lookup = z.strictObject({
  dimension: z.string().describe('A dimension or calendar before this model.'),
  on: columnPairs.describe('Columns of the dataset, and the columns of the dimension that they equal.'),
  as: z.string().optional().describe('The name of the surrogate key in the fact; default: its name in the dimension.'),
  at: z.string().optional().describe('The column whose time chooses the version of the member; default: the current version.'),
  missing: z
    .enum(['unknown', 'infer'])
    .default('unknown')
    .describe('What a fact without its member belongs to: the unknown member, or one that is inferred and later filled in.'),
});

const options = z.strictObject({
  kind: z.literal('fact'),
  ...modelBase,
  from: z.string().describe('The dataset whose clean records are the facts.'),
  grain: z.array(z.string()).min(1).describe('Columns that identify a fact; a rule says that no fact is there twice.'),
  dimensions: z.array(lookup).default([]),
  join: z.array(joined).default([]),
  degenerate: z.array(z.string()).default([]).describe('Columns of the dataset that are kept as they are.'),
  measures: z
    .record(
      z.string(),
      computedColumn.extend({
        reconcile: z
          .union([
            z.literal(true),
            z.strictObject({ dataset: z.string(), column: z.string(), tolerance: z.number().min(0).default(0) }),
          ])
          .optional()
          .describe('The sum must be that of a column of clean records: of the same column of the dataset where it says true.'),
      }),
    )
    .default({}),
  columns: z
    .record(z.string(), computedColumn)
    .default({})
    .describe('Further columns, each an SQL expression; they may name the dimensions.'),
});

type Options = z.infer<typeof options>;

/** A table of facts of a star schema. */
export const fact: ModelKind<typeof options> = {
  summary:
    'One row for each clean record of a dataset, with the surrogate keys of its dimensions. Every fact has its member: the unknown one where there is no other.',
  options,
  problems: (given, context) => [
    ...problemsOfNames(
      given.from,
      [
        ['grain', given.grain],
        ['degenerate', given.degenerate],
        ['measures', namedIn(given.measures)],
        ['columns', namedIn(given.columns)],
      ],
      context,
    ),
    ...problemsOfJoins(given.from, given.join, context),
    ...given.dimensions.flatMap((_, index) => problemsOfLookup(given, index, context)),
    ...Object.entries(given.measures).flatMap(([measure, { reconcile }]) => {
      if (reconcile === undefined) return [];
      const other = reconciled(given.from, measure, reconcile);
      return problemsOfNames(other.dataset, [['measures', [other.column]]], context);
    }),
  ],
  compile: (given, context) => {
    const known = columnsOfDataset(context.datasets[given.from]);
    const lookups = given.dimensions.map((one) => lookedUp(given, one, context));
    const columns = [
      ...[...given.grain, ...given.degenerate].map((column) => ({
        column,
        expression: columnOf(given.from, column),
        holds: known.get(column) ?? {},
      })),
      ...Object.entries({ ...given.measures, ...given.columns }).map(([column, { sql, type, scale }]) => ({
        column,
        expression: sql ?? columnOf(given.from, column),
        holds: (type === undefined && scale === undefined ? known.get(column) : { type, scale }) ?? {},
      })),
    ];
    return {
      ...{ name: given.name, description: given.description, kind: 'fact', key: given.grain, rowsOf: given.from },
      references: lookups.map(({ column, dimension, surrogate }) => ({ columns: [column], model: dimension, to: [surrogate] })),
      looksUp: [
        ...given.dimensions.map(({ dimension, on }) => ({ table: dimension, columns: Object.values(on) })),
        ...given.join.map(({ table, on }) => ({ table, columns: Object.values(on) })),
      ],
      columns: {
        ...Object.fromEntries(lookups.map(({ column }) => [column, { type: 'integer' } satisfies ModelColumn])),
        ...Object.fromEntries(columns.map(({ column, holds }) => [column, holds])),
      },
      rules: [
        completeRule(given),
        ...Object.entries(given.measures).flatMap(([measure, { reconcile }]) =>
          reconcile === undefined ? [] : [ruleOf(given, measure, reconciled(given.from, measure, reconcile))],
        ),
      ],
      sql: `select
${listed([
  selected(columnOf(given.from, 'id'), 'record_id'),
  ...given.grain.map((column) => columnOf(given.from, column)),
  ...lookups.map(({ alias, column, surrogate }) => `coalesce(${columnOf(alias, surrogate)}, 0) as ${name(column)}`),
  ...columns.slice(given.grain.length).map(({ expression, column }) => selected(expression, column)),
])}
from ${name(`clean_${given.from}`)} ${name(given.from)}${lookups.map(({ sql }) => sql).join('')}${joinsOf(given.from, given.join, context)}`,
    };
  },
};

/** The dimensions whose members a fact infers, with the columns of its dataset that name them. */
export function inferring({ from, dimensions }: Options) {
  return dimensions.flatMap(({ dimension, on, missing }) => (missing === 'infer' ? [{ dimension, dataset: from, on }] : []));
}

function namedIn(columns: Readonly<Record<string, { readonly sql?: string | undefined }>>): readonly string[] {
  return Object.entries(columns).flatMap(([column, { sql }]) => (sql === undefined ? [column] : []));
}

type Lookup = Options['dimensions'][number];

/** How a fact finds its member of a dimension. */
function lookedUp(given: Options, { dimension, on, as, at }: Lookup, { before, datasets }: ModelContext) {
  const model = before.get(dimension);
  const surrogate = model?.key[0] ?? '';
  // The same dimension may be looked up twice, by its role.
  const isAgain = given.dimensions.filter((other) => other.dimension === dimension).length > 1;
  const alias = isAgain ? (as ?? dimension) : dimension;
  const known = columnsOfDataset(datasets[given.from]);
  const own = (column: string): string => columnOf(given.from, column);
  const pairs = Object.entries(on).map(([column, other]) => {
    const isDay = known.get(column)?.type === 'timestamp' && model?.columns[other]?.type === 'date';
    return `${columnOf(alias, other)} = ${isDay ? `substr(${own(column)}, 1, 10)` : own(column)}`;
  });
  const member = `${columnOf(alias, surrogate)} <> 0`;
  const time = at === undefined ? undefined : timeOf(own(at), known.get(at)?.type, model?.columns['valid_from']?.type);
  const version = model?.isVersioned ? [versionAt(alias, time)] : [];
  return {
    alias,
    dimension,
    surrogate,
    column: as ?? surrogate,
    sql: `\nleft join ${alias === dimension ? name(dimension) : `${name(dimension)} ${name(alias)}`} on ${[...pairs, member, ...version].join(' and ')}`,
  };
}

/** A time as it is compared with the beginning of a version; a day stands for its end where versions begin at instants. */
function timeOf(column: string, type: ModelColumn['type'], since: ModelColumn['type']): string {
  if (type === 'date' && since === 'timestamp') return `${column} || 'T24'`;
  return type === 'timestamp' ? `rtrim(${column}, 'Z')` : column;
}

/** The version that held at a time; the first also held before it was seen, and the current one where no time is given. */
function versionAt(alias: string, time: string | undefined): string {
  const current = columnOf(alias, 'is_current');
  if (time === undefined) return current;
  const version = columnOf(alias, 'version');
  const [from, to] = ['valid_from', 'valid_to'].map((column) => `rtrim(${columnOf(alias, column)}, 'Z')`);
  return `case when ${time} is null then ${current} else (${version} = 1 or ${from} <= ${time}) and (${columnOf(alias, 'valid_to')} is null or ${time} < ${to}) end`;
}

function problemsOfLookup(given: Options, index: number, context: ModelContext): readonly ModelProblem[] {
  const looked = given.dimensions[index];
  if (!looked) return [];
  const { dimension, on, as, at } = looked;
  const path = ['dimensions', index];
  const dimensions = [...context.before.values()].filter(({ kind }) => kind === 'dimension' || kind === 'calendar');
  const model = dimensions.find((one) => one.name === dimension);
  if (!model)
    return unknownName(
      dimension,
      dimensions.map((one) => one.name),
      'dimension or calendar defined before it',
      [...path, 'dimension'],
    );
  const column = as ?? model.key[0];
  const isAgain = given.dimensions.some(
    (other, place) => place < index && (other.as ?? context.before.get(other.dimension)?.key[0]) === column,
  );
  return [
    ...problemsOfNames(given.from, [['dimensions', [...Object.keys(on), ...(at === undefined ? [] : [at])]]], context),
    ...Object.values(on).flatMap((other) =>
      unknownName(other, Object.keys(model.columns), `column of ${dimension}`, [...path, 'on']),
    ),
    ...problemsOfTimes(given, looked, model, context).map((message) => ({ path, message })),
    ...(isAgain ? [{ path, message: `two keys of the fact would be called ${column}; name one with \`as:\`` }] : []),
    ...(looked.missing === 'infer' && model.kind === 'calendar'
      ? [{ path: [...path, 'missing'], message: 'a calendar has all its days, so none can be inferred; use unknown' }]
      : []),
  ];
}

/** What is wrong with the time of a lookup, and with what an inferred member is to be known by. */
function problemsOfTimes(
  given: Options,
  { on, at, missing, dimension }: Lookup,
  model: Model,
  { datasets }: ModelContext,
): readonly string[] {
  const known = columnsOfDataset(datasets[given.from]);
  const timeType = at === undefined ? undefined : known.get(at)?.type;
  const own = model.describes?.key ?? [];
  const covered = Object.values(on);
  const other = Object.entries(on).find(
    ([column, to]) => own.includes(to) && known.get(column)?.type !== model.columns[to]?.type,
  );
  return [
    ...(at !== undefined && !model.isVersioned ? [`${dimension} has no history, so \`at\` has no meaning; remove it`] : []),
    ...(timeType !== undefined && timeType !== 'date' && timeType !== 'timestamp'
      ? [`${at} is ${timeType}, and \`at\` needs a date or timestamp`]
      : []),
    ...(missing === 'infer' && !own.every((column) => covered.includes(column))
      ? [`to infer members, \`on\` must name every column of the key of ${dimension}: ${own.join(', ')}`]
      : []),
    ...(missing === 'infer' && other
      ? [
          `${other[0]} is ${known.get(other[0])?.type} and ${dimension}.${other[1]} is ${model.columns[other[1]]?.type}, so members cannot be inferred; give both the same type`,
        ]
      : []),
  ];
}

interface Reconciled {
  readonly dataset: string;
  readonly column: string;
  readonly tolerance: number;
}

function reconciled(from: string, measure: string, other: true | Reconciled): Reconciled {
  return other === true ? { dataset: from, column: measure, tolerance: 0 } : other;
}

/** A fact has one row for each clean record. */
function completeRule({ name: model, from }: Options): RuleDefinition {
  return impliedRule(`${model}_complete`.toLowerCase(), 'complete', 'critical', { dataset: from });
}

function ruleOf({ name: model }: Options, measure: string, { dataset, column, tolerance }: Reconciled): RuleDefinition {
  return {
    id: `${model}_${measure}_reconciles`.toLowerCase(),
    ...{ rule: 'reconcile', severity: 'error', enabled: true, column: measure, dataset, with: column, tolerance },
  };
}
