import { z } from 'zod';
import { join, sql } from '#core/sql/sql.ts';
import { columnOf } from '../column-of.ts';
import { recordRule } from '../rule.ts';
import { show } from '../show.ts';
import { proposeDates } from '../suggest/date-forms.ts';
import { proposeMissing } from '../suggest/missing.ts';
import { proposeKnown } from '../suggest/near-values.ts';
import { proposeNumber } from '../suggest/numbers.ts';
import { blankCharacters, lowerAscii, trimBlanks } from '../values/null-words.ts';

/** A cell that has a value must parse as its column's type, and what is derived from it must not be too large to be kept. */
export const type = recordRule({
  name: 'type',
  summary: "The column's text parses as its type; cells without a value do not count.",
  options: z.object({ column: z.string() }),
  code: () => 'INVALID_FORMAT',
  phrases: ['{column:name} can be read'],
  dimension: 'validity',
  category: 'DATA_FORMAT_ERROR',
  controlType: 'schema',
  title: (about) => `${about} can be read`,
  problem: (about) => `${about} cannot be read`,
  findsUnreadable: true,
  proposers: [proposeDates, proposeNumber, proposeKnown, proposeMissing],
  prepare: ({ column }, context) => {
    const { index } = columnOf(context, column);
    return ({ texts, values, problems }) => {
      const problem = problems[index];
      if (problem === undefined) return values[index] === null ? null : true;
      return `${column} is ${show(texts[index] ?? '')}: ${problem}`;
    };
  },
  predicate: ({ column }, context) => {
    const words = ['', ...context.nullWords.map((word) => lowerAscii(trimBlanks(word)))].map((word) => sql`${word}`);
    return sql`${context.value(column)} is null
      and lower(trim(${context.text(column)}, ${blankCharacters})) not in (${join(words)})`;
  },
});
