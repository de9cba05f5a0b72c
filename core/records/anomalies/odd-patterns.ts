import type { Sensitivity } from '#core/contract/detectors.ts';
import { recordState } from '#core/contract/record-state.ts';
import type { AnomalySettings } from '#core/definition/anomalies.ts';
import { conditionSql } from '#core/quality/condition.ts';
import { patternLimits } from '#core/quality/detectors/detectors.ts';
import { recordsTable } from '#core/sql/names.ts';
import { join, literal, sql } from '#core/sql/sql.ts';
import { mayGoOn } from '#core/store/records.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import type { CurrentRun } from '../current-run.ts';
import { sqlContextOf } from '../sql-context.ts';

/** A record that fits patterns which are odd in themselves. */
export interface OddRecord {
  readonly id: number;
  readonly score: number;
  readonly names: readonly string[];
}

/** Records whose patterns sum to the limit, the oddest first. */
export function oddPatterns(
  database: Database,
  run: CurrentRun,
  dataset: string,
  patterns: AnomalySettings['patterns'],
  sensitivity: Sensitivity,
): readonly OddRecord[] {
  if (patterns.length === 0) return [];
  const context = sqlContextOf(run, dataset);
  const holds = patterns.map(({ when }) => sql`(${conditionSql({ when }, context)})`);
  const score = join(
    patterns.map((pattern, at) => sql`${literal(String(pattern.score))} * ${holds[at] ?? sql`0`}`),
    ' + ',
  );
  return rowsOf(
    database,
    sql`
      select id, score, ${join(holds.map((_, at) => sql`${literal(`p${at}`)}`))}
      from (
        select id, round(${score}, 9) as score, ${join(holds.map((hold, at) => sql`${hold} as ${literal(`p${at}`)}`))}
        from ${recordsTable(dataset, run.no)}
        where ${mayGoOn} and state not in (${recordState.rejected}, ${recordState.merged})
      )
      where score >= ${patternLimits[sensitivity]}
      order by score desc, id`,
  ).map(([id, sum, ...fits]) => ({
    id: Number(id),
    score: Number(sum),
    names: patterns.filter((_, at) => fits[at] === 1).map(({ name }) => name),
  }));
}
