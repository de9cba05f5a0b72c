import { literal, type Sql, sql } from '#core/sql/sql.ts';
import type { SqlContext } from './rule.ts';

/** A number in minor units of one column, in those of another dataset's column; null where it has too many places to be one of those. */
export function inScaleOf(dataset: string, other: string, value: Sql, column: string, context: SqlContext): Sql {
  const places = (context.scaleOf(other, dataset) ?? 0) - (context.scaleOf(column) ?? 0);
  if (places === 0) return value;
  const factor = literal(String(10 ** Math.abs(places)));
  return places > 0 ? sql`(${value} * ${factor})` : sql`(case when ${value} % ${factor} = 0 then ${value} / ${factor} end)`;
}
