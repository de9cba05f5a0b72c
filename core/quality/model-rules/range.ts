import { z } from 'zod';
import { counted } from '#core/contract/counted.ts';
import { identifier, join, type Sql, sql } from '#core/sql/sql.ts';
import { modelRule } from './model-rule.ts';

const limit = z.union([z.number(), z.string()]);

/** Values lie between two limits. */
export const range = modelRule({
  name: 'range',
  summary: 'Values in `column` are not below `min` or above `max`: numbers, or dates as text. `today` is the date of the run.',
  options: z.object({ column: z.string(), min: limit.optional(), max: limit.optional() }),
  failing: ({ column, min, max }) => {
    const value = identifier(column);
    const sides: Sql[] = [
      ...(min === undefined ? [] : [sql`${value} < ${limitOf(min)}`]),
      ...(max === undefined ? [] : [sql`${value} > ${limitOf(max)}`]),
    ];
    return sides.length === 0 ? sql`false` : sql`(${join(sides, ' or ')})`;
  },
  promises: ({ min, max }) => ({ min: numberOf(min), max: numberOf(max) }),
  sentence: (failed, _, column) => `${column} is outside its limits in ${counted(failed, 'row')}`,
  action: 'Look at the rows, and at the rules of the dataset that they come from.',
});

/** A limit as SQL: what looks like a number is one. */
function limitOf(limit: string | number): string | number {
  return typeof limit === 'string' && limit.trim() !== '' && Number.isFinite(Number(limit)) ? Number(limit) : limit;
}

/** A limit that is a number; a date may move with the day of the run, and is no promise of a table. */
function numberOf(limit: unknown): string | undefined {
  return limit !== undefined && Number.isFinite(Number(limit)) ? String(limit) : undefined;
}
