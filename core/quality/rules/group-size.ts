import { z } from 'zod';
import { identifier, join, sql } from '#core/sql/sql.ts';
import { setRule } from '../rule.ts';
import { show } from '../show.ts';

/** Not more than so many records have the same values in some columns; every member of a larger group is flagged. */
export const groupSize = setRule({
  name: 'group-size',
  summary:
    'At most `max` records have the same values in `columns`; every member of a larger group is flagged. Records with an empty value there do not count.',
  options: z.object({ columns: z.array(z.string()).min(1), max: z.int().min(1) }),
  form: {
    title: 'a value appears at most a set number of times',
    fields: [
      { name: 'columns', label: 'Columns', input: 'columns' },
      { name: 'max', label: 'At most', input: 'number', hint: '50' },
    ],
  },
  code: (about) => `TOO_MANY_${about}`,
  phrases: [
    'at most {max:number} records have the same {columns:names1}',
    'at most {max:number} records have the same {columns:names2}',
    'at most {max:number} record has the same {columns:names1}',
  ],
  dimension: 'consistency',
  category: 'BUSINESS_RULE_VIOLATION',
  controlType: 'business',
  title: (about, { max }) => `at most ${max} records for each ${about}`,
  problem: (about, { max }) => `more than ${max} records for one ${about}`,
  editable: ['max'],
  query: ({ columns, max }, context) => {
    const values = columns.map((column) => context.value(column));
    const filled = join(
      values.map((value) => sql`${value} is not null`),
      ' and ',
    );
    const same = values.map((value, index) => sql`${value} = ${identifier(`k${index}`)}`);
    return {
      failing: sql`
        with large as materialized (
          select ${join(values.map((value, index) => sql`${value} as ${identifier(`k${index}`)}`))}, count(*) as members
          from ${context.table()}
          where ${filled}
          group by ${join(values)}
          having count(*) > ${max}
        )
        select id, members, ${join(columns.map((column) => context.text(column)))}
        from ${context.table()}
        cross join large on ${join(same, ' and ')}
        order by id`,
      applicable: sql`select count(*) from ${context.table()} where ${filled}`,
    };
  },
  ties: ({ columns }, { dataset }) => {
    const names = Array.isArray(columns) ? columns.map(String) : [];
    return [{ own: names, dataset, other: names, reads: [], mattersWhetherCounted: true }];
  },
  failingOne: ({ columns, max }, context, { id, value }) => {
    const values = columns.map(value);
    if (values.includes(null)) return sql`select null where false`;
    const same = columns.map((column, index) => sql`other.${context.value(column)} = ${values[index] ?? null}`);
    return sql`
      select 1 + count(*), ${join(columns.map((column, index) => context.text(column, sql`${values[index] ?? null}`)))}
      from ${context.table()} other
      where ${join(same, ' and ')} and other.id <> ${id} and ${context.counts('other')}
      having count(*) >= ${max}`;
  },
  explain: ({ columns, max }, [members, ...texts]) => {
    const named = columns.map((column, index) => `${column} ${show(String(texts[index] ?? ''))}`).join(', ');
    return `${named} appears ${members} times, more than ${max}`;
  },
});
