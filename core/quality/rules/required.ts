import { z } from 'zod';
import { join, sql } from '#core/sql/sql.ts';
import { columnOf } from '../column-of.ts';
import { recordRule } from '../rule.ts';
import { show } from '../show.ts';
import { proposeMissing } from '../suggest/missing.ts';
import { blankCharacters, lowerAscii, trimBlanks } from '../values/null-words.ts';

/** A cell must hold a value: not empty, not blank, not one of the null words. */
export const required = recordRule({
  name: 'required',
  summary: 'The column has a value: not empty, not blank, not one of the null words.',
  options: z.object({ column: z.string() }),
  form: { title: 'a column has a value', fields: [{ name: 'column', label: 'Column', input: 'column' }] },
  code: (about) => `MISSING_${about}`,
  phrases: ['{column:name} is present', '{column:name} is required', '{column:name} has a value', '{column:name} is not empty'],
  dimension: 'completeness',
  category: 'MISSING_REQUIRED_FIELD',
  controlType: 'quality',
  title: (about) => `${about} is present`,
  problem: (about) => `${about} is missing`,
  findsMissing: true,
  proposers: [proposeMissing],
  prepare: ({ column }, context) => {
    const { index } = columnOf(context, column);
    return ({ texts }) => {
      const text = texts[index] ?? '';
      if (!context.isEmpty(text)) return true;
      return text === '' ? `${column} is missing` : `${column} is ${show(text)}, which means no value`;
    };
  },
  predicate: ({ column }, context) => {
    const words = ['', ...context.nullWords.map((word) => lowerAscii(trimBlanks(word)))].map((word) => sql`${word}`);
    return sql`lower(trim(${context.text(column)}, ${blankCharacters})) in (${join(words)})`;
  },
});
