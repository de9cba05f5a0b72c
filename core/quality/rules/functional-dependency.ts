import { z } from 'zod';
import { join, literal, type Sql, sql } from '#core/sql/sql.ts';
import { type SqlContext, setRule } from '../rule.ts';
import { show } from '../show.ts';
import { proposeAgreed } from '../suggest/agreement.ts';

/** Records that agree in some columns agree in another: a zip code has one city. */
export const functionalDependency = setRule({
  name: 'functional-dependency',
  summary:
    'Records with the same values in `determinant` have the same value in `column`; flagged are those that differ from what more than half of them say, or all of them where no value has a majority. Records with an empty value in any of these columns do not count.',
  options: z.object({ determinant: z.array(z.string()).min(1), column: z.string() }),
  form: {
    title: 'some columns determine another',
    fields: [
      { name: 'determinant', label: 'These columns', input: 'columns' },
      { name: 'column', label: 'determine', input: 'column' },
    ],
  },
  code: (about) => `CONTRADICTORY_${about}`,
  phrases: ['{determinant:names1} determines {column:name}', '{determinant:names2} determine {column:name}'],
  dimension: 'consistency',
  category: 'DATA_QUALITY_ISSUE',
  controlType: 'quality',
  title: (about, { determinant }) => `${about} follows from ${[determinant].flat().join(' and ')}`,
  problem: (about) => `${about} differs from most others`,
  reads: ({ column, determinant }) => [column, determinant].flat().map(String),
  proposers: [proposeAgreed],
  determines: (rule, column) => rule['column'] === column,
  ties: ({ determinant, column }, { dataset }) => {
    const columns = Array.isArray(determinant) ? determinant.map(String) : [];
    return [{ own: columns, dataset, other: columns, reads: [String(column)], mattersWhetherCounted: true }];
  },
  refuse: ({ determinant, column }, columns) => {
    const missing = determinant.find((name) => !Object.hasOwn(columns, name));
    if (missing !== undefined) return `there is no column "${missing}"`;
    return determinant.includes(column) ? `${column} cannot determine itself` : undefined;
  },
  query: (options, context) => {
    const determinant = options.determinant.map((column) => context.value(column));
    const told = context.value(options.column);
    const filled = join(
      [...determinant, told].map((value) => sql`${value} is not null`),
      ' and ',
    );
    const keys = determinant.map((_, index) => literal(`k${index}`));
    const same = determinant.map((value, index) => sql`${value} = ${literal(`k${index}`)}`);
    return {
      failing: sql`
        with said as (
          select ${join(determinant.map((value, index) => sql`${value} as ${literal(`k${index}`)}`))}, ${told} as value, count(*) as members
          from ${context.table()}
          where ${filled}
          group by ${join([...determinant, told])}
        ), disputed as materialized (
          select ${join(keys)}, case when 2 * max(members) > sum(members) then value end as agreed
          from said
          group by ${join(keys)}
          having count(*) > 1
        )
        select id, ${shown(options, context)}, ${context.text(options.column, literal('agreed'))}
        from ${context.table()}
        cross join disputed on ${join(same, ' and ')}
        where ${told} is not null and ${told} is not agreed
        order by id`,
      applicable: sql`select count(*) from ${context.table()} where ${filled}`,
    };
  },
  failingOne: (options, context, { id, value }) => {
    const values = options.determinant.map(value);
    const own = value(options.column);
    if (own === null || values.includes(null)) return sql`select null where false`;
    const same = options.determinant.map((column, index) => sql`${context.value(column)} = ${values[index] ?? null}`);
    return sql`
      with said as (
        select value, count(*) as members
        from (
          select ${context.value(options.column)} as value
          from ${context.table()} other
          where ${join(same, ' and ')} and id <> ${id} and ${context.value(options.column)} is not null and ${context.counts('other')}
          union all
          select ${own}
        )
        group by value
      ), disputed as (
        select case when 2 * max(members) > sum(members) then value end as agreed from said having count(*) > 1
      )
      select ${shown(options, context, (column) => sql`${value(column)}`)}, ${context.text(options.column, literal('agreed'))}
      from disputed
      where agreed is not ${own}`;
  },
  explain: ({ determinant, column }, texts) => {
    const named = determinant.map((name, index) => `${name} ${show(String(texts[index + 1] ?? ''))}`).join(', ');
    const agreed = texts[determinant.length + 1];
    const own = `${column} is ${show(String(texts[0] ?? ''))}`;
    return agreed === null || agreed === undefined
      ? `${own}: the records with ${named} do not agree, and no value has a majority`
      : `${own}: most records with ${named} say ${show(String(agreed))}`;
  },
});

/** The texts of the column and of its determinant. */
function shown(
  { determinant, column }: { readonly determinant: readonly string[]; readonly column: string },
  context: SqlContext,
  givenValue: (column: string) => Sql | undefined = () => undefined,
): Sql {
  return join([column, ...determinant].map((name) => context.text(name, givenValue(name))));
}
