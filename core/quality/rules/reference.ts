import { z } from 'zod';
import { join, type Sql, sql } from '#core/sql/sql.ts';
import { inScaleOf } from '../in-scale-of.ts';
import { type SqlContext, setRule } from '../rule.ts';
import { show } from '../show.ts';
import { proposeParent } from '../suggest/near-values.ts';

/** A record must refer to a record of another dataset that exists. */
export const reference = setRule({
  name: 'reference',
  summary:
    'The values in `columns` exist in the columns `to` of `dataset` (default: its key), in any of its records that could be read. Both are of one type; numbers may have different scales: 5 is 5.00.',
  options: z.object({
    columns: z.array(z.string()).min(1),
    dataset: z.string(),
    to: z.array(z.string()).min(1).optional(),
  }),
  form: {
    title: 'a value exists in another dataset',
    fields: [
      { name: 'columns', label: 'Columns', input: 'columns' },
      { name: 'dataset', label: 'In the key of', input: 'dataset' },
    ],
  },
  code: (about) => `UNKNOWN_${about}`,
  phrases: [
    '{columns:names1} exists in {dataset:name}',
    '{columns:names2} exist in {dataset:name}',
    '{columns:names1} exists in {dataset:name} as {to:names1}',
    '{columns:names2} exist in {dataset:name} as {to:names2}',
  ],
  dimension: 'consistency',
  category: 'BUSINESS_RULE_VIOLATION',
  controlType: 'business',
  title: (about) => `${about} exists`,
  problem: (about) => `${about} has no match`,
  remedy: 'add parent',
  proposers: [proposeParent],
  refersTo: ({ columns, dataset, to }) => ({ columns, dataset, to }),
  ties: ({ columns, dataset }, { relations }) => {
    const link = relations.parents.find((parent) => parent.dataset === dataset && parent.own.join() === String(columns));
    // Any record that can be read is a parent, whether it counts or not.
    return link ? [{ own: link.own, dataset: link.dataset, other: link.other, reads: [], mattersWhetherCounted: false }] : [];
  },
  failingOne: ({ columns, dataset, to }, context, { value }) => {
    const values = columns.map(value);
    if (values.includes(null)) return sql`select null where false`;
    const parents = to ?? context.keyOf(dataset);
    // As a whole number in JSON too, however large.
    const bound = values.map((one) => sql`${typeof one === 'number' ? BigInt(one) : one}`);
    const matched = bound.map((one, index) => inScaleOf(dataset, parents[index] ?? '', one, columns[index] ?? '', context));
    return sql`
      select ${join(columns.map((column, index) => context.text(column, bound[index])))}
      where not exists (${parentOf(dataset, parents, matched, context)})
        and not ${context.isAdded(dataset, parents, matched)}`;
  },
  query: (options, context) => {
    const filled = join(
      options.columns.map((column) => sql`child.${context.value(column)} is not null`),
      ' and ',
    );
    return {
      failing: sql`${orphans(options, context)} order by id`,
      applicable: sql`select count(*) from ${context.table()} child where ${filled}`,
    };
  },
  explain: ({ columns, dataset, to }, texts, context) => {
    const parents = to ?? context.keyOf(dataset);
    const named = columns.map((column, index) => `${column} ${show(String(texts[index] ?? ''))}`).join(', ');
    return `${named} has no match: there is no such ${parents.join(', ')} in ${dataset}`;
  },
});

/** The records whose values are in no record of the other dataset. */
function orphans(
  {
    columns,
    dataset,
    to,
  }: { readonly columns: readonly string[]; readonly dataset: string; readonly to?: readonly string[] | undefined },
  context: SqlContext,
): Sql {
  const parents = to ?? context.keyOf(dataset);
  // Both tables may have columns of the same name, so each side says which it means.
  const values = columns.map((column) => sql`child.${context.value(column)}`);
  const matched = values.map((value, index) => inScaleOf(dataset, parents[index] ?? '', value, columns[index] ?? '', context));
  const filled = (of: readonly Sql[]): Sql =>
    join(
      of.map((value) => sql`${value} is not null`),
      ' and ',
    );
  const keys = parents.map((column) => sql`parent.${context.value(column, dataset)}`);
  // A value with more places than the key can have is in no key; SQL alone would not say so.
  return sql`
    select id, ${join(columns.map((column) => context.text(column)))}
    from ${context.table()} child
    where ${filled(values)}
      and ((${join(matched)}) in (select ${join(keys)} from ${context.table(dataset)} parent where ${filled(keys)})) is not true
      and not ${context.isAdded(dataset, parents, matched)}`;
}

/** The records of the other dataset that have some values. */
function parentOf(dataset: string, parents: readonly string[], values: readonly Sql[], context: SqlContext): Sql {
  const matches = values.map((value, index) => sql`parent.${context.value(parents[index] ?? '', dataset)} = ${value}`);
  return sql`select 1 from ${context.table(dataset)} parent where ${join(matches, ' and ')}`;
}
