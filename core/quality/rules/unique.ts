import { z } from 'zod';
import { identifier, join, sql } from '#core/sql/sql.ts';
import { setRule } from '../rule.ts';
import { show } from '../show.ts';

/** No two records have the same values in some columns; every member of a group is flagged. */
export const unique = setRule({
  name: 'unique',
  summary:
    'No two records have the same values in `columns`; every member of a group of duplicates is flagged. Records with an empty value there do not count.',
  options: z.object({ columns: z.array(z.string()).min(1) }),
  seesComputed: true,
  form: { title: 'values are unique', fields: [{ name: 'columns', label: 'Columns', input: 'columns' }] },
  code: (about) => `DUPLICATE_${about}`,
  phrases: ['{columns:names1} is unique', '{columns:names2} are unique together', '{columns:names2} are unique'],
  dimension: 'uniqueness',
  category: 'DATA_QUALITY_ISSUE',
  controlType: 'quality',
  title: (about) => `${about} is unique`,
  problem: (about) => `${about} is used more than once`,
  remedy: 'merge',
  query: ({ columns }, context) => {
    const values = columns.map((column) => context.value(column));
    const filled = join(
      values.map((value) => sql`${value} is not null`),
      ' and ',
    );
    const first = values[0] ?? sql`null`;
    const texts = join(columns.map((column) => context.text(column)));
    return {
      // A sort finds the groups, which are few; one pass over the table then finds their members. No index is left behind.
      failing: sql`
        with repeated as materialized (
          select ${join(values.map((value, index) => sql`${value} as ${identifier(`k${index}`)}`))}, count(*) as members
          from ${context.table()}
          where ${filled}
          group by ${join(values)}
          having count(*) > 1
        )
        select id, members, ${texts}
        from ${context.table()}
        cross join repeated on ${join(
          values.map((value, index) => sql`${value} = ${identifier(`k${index}`)}`),
          ' and ',
        )}
        order by id`,
      applicable: sql`select count(*) from ${context.table()} where ${columns.length === 1 ? sql`${first} is not null` : filled}`,
    };
  },
  ties: (rule, { dataset }) => {
    const columns = Array.isArray(rule['columns']) ? rule['columns'].map(String) : [];
    return [{ own: columns, dataset, other: columns, reads: [], mattersWhetherCounted: true }];
  },
  failingOne: ({ columns }, context, { id, value }) => {
    const values = columns.map(value);
    if (values.includes(null)) return sql`select null where false`;
    const same = columns.map((column, index) => sql`other.${context.value(column)} = ${values[index] ?? null}`);
    return sql`
      select 1 + count(*), ${join(columns.map((column, index) => context.text(column, sql`${values[index] ?? null}`)))}
      from ${context.table()} other
      where ${join(same, ' and ')} and other.id <> ${id} and ${context.counts('other')}
      having count(*) > 0`;
  },
  explain: ({ columns }, [members, ...texts]) => {
    const named = columns.map((column, index) => `${column} ${show(String(texts[index] ?? ''))}`).join(', ');
    return `${named} appears ${members} times`;
  },
});
