import { z } from 'zod';
import { literal, type Sql, sql } from '#core/sql/sql.ts';
import { type SqlContext, setRule } from '../rule.ts';
import { show } from '../show.ts';

/** A number must not lie too many standard deviations from the mean of its column, or of the others in it. */
export const zScore = setRule({
  name: 'z-score',
  summary:
    'The value lies within `limit` standard deviations of the mean: z = (x − mean) ÷ s with the sample standard deviation s = √(Σ(x − mean)² ÷ (n − 1)). ' +
    'With `leave_one_out` mean and s are those of the other values, so that no value widens its own limit, and a value that differs from others which are all equal fails. ' +
    'Where all values are equal, or there are fewer than two others, the rule does not apply.',
  options: z.object({ column: z.string(), limit: z.number().positive().default(3), leave_one_out: z.boolean().default(false) }),
  form: {
    title: 'a number is not unusual among the others',
    fields: [
      { name: 'column', label: 'Column', input: 'column' },
      { name: 'limit', label: 'Standard deviations', input: 'number', isOptional: true, hint: '3' },
    ],
    preset: { leave_one_out: true },
  },
  code: (about) => `UNUSUAL_${about}`,
  phrases: [
    '{column:name} is within {limit:number} standard deviations of the mean',
    {
      say: '{column:name} is within {limit:number} standard deviations of the mean of the others',
      sets: { leave_one_out: true },
    },
  ],
  dimension: 'accuracy',
  category: 'DATA_QUALITY_ISSUE',
  controlType: 'quality',
  title: (about) => `${about} is not an outlier`,
  problem: (about) => `${about} is unusually small or large`,
  editable: ['limit'],
  refuse: ({ column }, columns) => {
    const type = columns[column]?.type;
    return type === 'integer' || type === 'decimal' ? undefined : `${column} is ${type}: a z-score needs a number`;
  },
  query: ({ column, limit, leave_one_out: isLeftOut }, context) => {
    const value = sql`cast(${context.value(column)} as real)`;
    const least = isLeftOut ? 3 : 2;
    return {
      failing: sql`
        with ${spread(column, context)}, peers as (
          select id, ${context.text(column)} as text, ${isLeftOut ? withoutOne(value, value) : amongAll(value)}
          from spread, ${context.table()}
          where deviation > 0 and ${value} is not null
        ), outliers as materialized (
          select * from peers where ${isOutlier(limit)}
        )
        select id, text, ${outlier(column, context)}
        from ${isLeftOut ? sql`(${lookedAtAgain(value, context)})` : sql`outliers`}
        order by id`,
      applicable: sql`
        select case when count(${value}) >= ${least} and min(${value}) < max(${value}) then count(${value}) else 0 end
        from ${context.table()}`,
    };
  },
  statistics: ({ column }, context) => sql`with ${spread(column, context)} select n, mean, deviation from spread`,
  failingOne: ({ column, limit, leave_one_out: isLeftOut }, context, one) => {
    const own = one.value(column);
    if (own === null) return sql`select null where false`;
    const value = sql`cast(${own} as real)`;
    // A record that had no value then is not among those that the run counted.
    const read = isLeftOut ? one.valueRead(column) : null;
    return sql`
      select ${context.text(column, sql`${own}`)}, ${outlier(column, context)}
      from (
        select ${read === null ? amongAll(value) : withoutOne(value, sql`cast(${read} as real)`)}
        from (select ${context.statistic('n')} as n, ${context.statistic('mean')} as mean, ${context.statistic('deviation')} as deviation)
        where deviation > 0
      )
      where ${isOutlier(limit)}`;
  },
  explain: ({ column, limit, leave_one_out: isLeftOut }, [text, score, n, mean, deviation]) => {
    const peers = isLeftOut ? `the other ${n} values` : 'the mean';
    if (score === null) return `${column} is ${show(String(text))}, where ${peers} are all ${short(mean)}`;
    const from = isLeftOut ? `the mean ${short(mean)} of ${peers}` : `the mean ${short(mean)}`;
    const count = isLeftOut ? '' : `n ${n}, `;
    return `${column} is ${show(String(text))}: ${short(score)} standard deviations from ${from} (${count}standard deviation ${short(deviation)}, limit ${limit})`;
  },
});

/** How far a value is from all values: their number, the distance from their mean, and their deviation. */
function amongAll(value: Sql): Sql {
  return sql`n as peers, ${value} - mean as distance, mean as peer_mean, deviation as peer_deviation`;
}

/**
 * How far a value is from what n values are without one of them, which takes no second pass: the mean of the others is nearer by 1 ÷ (n − 1) of the
 * distance of the one that is left out, and the sum of their squares is less by n ÷ (n − 1) times its square (Welford 1962, backwards).
 */
function withoutOne(value: Sql, left: Sql): Sql {
  const distance = sql`(${left} - mean)`;
  const mean = sql`(mean - ${distance} / (n - 1))`;
  return sql`
    n - 1 as peers, ${value} - ${mean} as distance, ${mean} as peer_mean,
    case when n >= 3 then sqrt(max(deviation * deviation * (n - 1) - ${distance} * ${distance} * n / (n - 1), 0) / (n - 2)) end as peer_deviation`;
}

function isOutlier(limit: number): Sql {
  return sql`abs(distance) > ${limit} * peer_deviation`;
}

/**
 * The outliers with their peers looked at again where the value makes up nearly all of the spread: what is left of the sum of squares without it is
 * lost in rounding then. There can be hardly any such value.
 */
function lookedAtAgain(value: Sql, context: SqlContext): Sql {
  const others = sql`(select ${value} as v, avg(${value}) over () as m from ${context.table()} where id <> o.id and ${value} is not null)`;
  return sql`
    select o.id, o.text, o.distance, o.peers,
      case when is_lossy then (select max(m) from ${others}) else o.peer_mean end as peer_mean,
      case when is_lossy then (select sqrt(sum((v - m) * (v - m)) / (count(*) - 1)) from ${others}) else o.peer_deviation end as peer_deviation
    from (select *, peer_deviation * 1e4 < abs(distance) as is_lossy from outliers) o`;
}

/** The values of the sentence: z, which there is none of where all peers are equal, their number, mean and deviation in units. */
function outlier(column: string, context: SqlContext): Sql {
  const unit = literal(String(10 ** (context.scaleOf(column) ?? 0)));
  return sql`case when peer_deviation > 0 then distance / peer_deviation end, peers, peer_mean / ${unit}, peer_deviation / ${unit}`;
}

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

function short(value: unknown): string {
  return Number(Number(value).toPrecision(6)).toString();
}
