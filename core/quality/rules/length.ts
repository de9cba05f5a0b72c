import { z } from 'zod';
import { join, type Sql, sql } from '#core/sql/sql.ts';
import { columnOf } from '../column-of.ts';
import { recordRule } from '../rule.ts';
import { show } from '../show.ts';
import { proposeForms } from '../suggest/near-values.ts';

const size = z.int().min(0);

/** A text must have a certain number of characters, counted as Unicode code points. */
export const length = recordRule({
  name: 'length',
  summary: 'The text has between `min` and `max` characters, counted as Unicode code points.',
  options: z.object({ column: z.string(), min: size.optional(), max: size.optional() }),
  form: {
    title: 'a text has the right length',
    fields: [
      { name: 'column', label: 'Column', input: 'column' },
      { name: 'min', label: 'At least', input: 'number', isOptional: true, hint: '2' },
      { name: 'max', label: 'At most', input: 'number', isOptional: true, hint: '40' },
    ],
  },
  code: (about) => `INVALID_${about}`,
  phrases: [
    '{column:name} has between {min:number} and {max:number} characters',
    '{column:name} has at least {min:number} characters',
    '{column:name} has at most {max:number} characters',
    '{column:name} has at most {max:number} character',
    '{column:name} has at least {min:number} character',
  ],
  dimension: 'validity',
  category: 'DATA_QUALITY_ISSUE',
  controlType: 'quality',
  title: (about) => `${about} has the right length`,
  problem: (about) => `${about} is too short or too long`,
  editable: ['min', 'max'],
  proposers: [proposeForms],
  refuse: ({ min, max }) => (min === undefined && max === undefined ? 'needs min or max' : undefined),
  prepare: ({ column, min = 0, max = Number.MAX_SAFE_INTEGER }, context) => {
    const { index } = columnOf(context, column);
    return ({ texts }) => {
      const text = texts[index] ?? '';
      if (context.isEmpty(text)) return null;
      const units = text.length;
      if (units >= min * 2 && units <= max) return true;
      const count = codePoints(text);
      if (count >= min && count <= max) return true;
      const limit = count < min ? `at least ${min}` : `at most ${max}`;
      return `${column} is ${show(text)}: ${count} characters, ${limit} allowed`;
    };
  },
  predicate: ({ column, min, max }, context) => {
    // SQLite's length() stops at a NUL.
    const count = sql`code_points(${context.text(column)})`;
    const tests: Sql[] = [];
    if (min !== undefined) tests.push(sql`${count} < ${min}`);
    if (max !== undefined) tests.push(sql`${count} > ${max}`);
    return sql`${context.value(column)} is not null and (${join(tests, ' or ')})`;
  },
});

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
