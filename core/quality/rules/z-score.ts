import { z } from 'zod';
import { literal, type Sql, sql } from '#core/contract/sql.ts';
import { type SqlContext, setRule } from '../rule.ts';
import { show } from '../show.ts';

/** A number must not lie too many standard deviations from the mean of its column. */
export const zScore = setRule({
  name: 'z-score',
  summary:
    'The value lies within `limit` sample standard deviations (n − 1) of the mean of its column; where all values are equal the rule does not apply.',
  options: z.object({ column: z.string(), limit: z.number().positive().default(3) }),
  dimension: 'accuracy',
  category: 'DATA_QUALITY_ISSUE',
  controlType: 'quality',
  refuse: ({ column }, columns) => {
    const type = columns[column]?.type;
    return type === 'integer' || type === 'decimal' ? undefined : `${column} is ${type}: a z-score needs a number`;
  },
  query: ({ column, limit }, context) => {
    const value = sql`cast(${context.value(column)} as real)`;
    return {
      failing: sql`
        with ${spread(column, context)}
        select id, ${context.text(column)}, (${value} - mean) / deviation, n, ${inUnits(column, context)}
        from spread, ${context.table()}
        where deviation > 0 and abs(${value} - mean) > ${limit} * deviation
        order by id`,
      applicable: sql`
        select case when min(${value}) < max(${value}) then count(${value}) else 0 end
        from ${context.table()}`,
    };
  },
  statistics: ({ column }, context) => sql`with ${spread(column, context)} select n, mean, deviation from spread`,
  failingOne: ({ column, limit }, context, one) => {
    const own = one.value(column);
    if (own === null) return sql`select null where false`;
    const value = sql`cast(${own} as real)`;
    return sql`
      select ${context.text(column, sql`${own}`)}, (${value} - mean) / deviation, n, ${inUnits(column, context)}
      from (select ${context.statistic('n')} as n, ${context.statistic('mean')} as mean, ${context.statistic('deviation')} as deviation)
      where deviation > 0 and abs(${value} - mean) > ${limit} * deviation`;
  },
  explain: ({ column, limit }, [text, score, n, mean, deviation]) =>
    `${column} is ${show(String(text))}: ${short(score)} standard deviations from the mean ${short(mean)} ` +
    `(n ${n}, standard deviation ${short(deviation)}, limit ${limit})`,
});

/**
 * How the values of a column spread. One pass, over differences from a value of the data itself, so that large values lose no precision
 * (shifted data, Chan, Golub & LeVeque 1983).
 */
function spread(column: string, context: SqlContext): Sql {
  const value = sql`cast(${context.value(column)} as real)`;
  return sql`
    origin as materialized (
      select ${value} as k
      from ${context.table()}
      where ${context.value(column)} is not null
      limit 1
    ), sums as materialized (
      select k, count(*) as n, sum(${value} - k) as s, sum((${value} - k) * (${value} - k)) as ss
      from origin, ${context.table()}
      where ${context.value(column)} is not null
    ), spread as materialized (
      select n, k + s / n as mean, sqrt(max(ss - s * s / n, 0) / (n - 1)) as deviation
      from sums
    )`;
}

function inUnits(column: string, context: SqlContext): Sql {
  const unit = literal(String(10 ** (context.scaleOf(column) ?? 0)));
  return sql`mean / ${unit}, deviation / ${unit}`;
}

function short(value: unknown): string {
  return Number(Number(value).toPrecision(6)).toString();
}
