import type { Anomaly, AnomalyList, AnomalyQuery } from '#core/contract/anomalies.ts';
import { Failure } from '#core/contract/failure.ts';
import { anomalySettings } from '#core/definition/anomalies.ts';
import { labelsOf } from '#core/store/anomaly-labels.ts';
import type { Database } from '#core/workspace/open.ts';
import { addSqlFunctions } from '../add-sql-functions.ts';
import type { CurrentRun } from '../current-run.ts';
import { definitionOf } from '../row-cells.ts';
import { storedColumns, type ValueColumn } from '../value-columns.ts';
import { measuredRecords } from './measured-records.ts';
import { oddPatterns } from './odd-patterns.ts';
import { toldCombinations, toldPatterns, toldValues } from './told-anomalies.ts';

const mostColumns = 20;

/** What was found, to be told one by one. */
export interface AnomalySearch {
  readonly summary: Omit<AnomalyList, 'anomalies'>;
  /** The first ones, the most unusual before the others; those of patterns before all others. */
  readonly first: (most: number) => Iterable<Anomaly>;
}

/** What is unusual among the records of a dataset, the first `limit` of it. Throws a Failure (BAD_INPUT) as `searchAnomalies` does. */
export function findAnomalies(database: Database, run: CurrentRun, { limit, ...query }: AnomalyQuery): AnomalyList {
  const { summary, first } = searchAnomalies(database, run, query);
  return { ...summary, anomalies: [...first(limit)] };
}

/**
 * Looks for what is unusual among the records of a dataset: records that fit odd patterns, and values beyond the limits of their peers or, by
 * the isolation forest, records whose numbers are unusual together. What the query leaves open is as the pipeline says. Throws a Failure
 * (BAD_INPUT) for a column that is not there or holds no numbers.
 */
export function searchAnomalies(
  database: Database,
  run: CurrentRun,
  { dataset, ...query }: Omit<AnomalyQuery, 'limit'>,
): AnomalySearch {
  addSqlFunctions(database);
  const stated = definitionOf(run, dataset).anomalies ?? anomalySettings.parse({});
  const { method = stated.method, sensitivity = stated.sensitivity, by = stated.by, scale = stated.scale } = query;
  const columns = numericColumns(run, dataset, query.columns ?? stated.columns);
  assertThere(run, dataset, by);
  const records = measuredRecords(database, run, { dataset, columns, by, labels: labelsOf(database, dataset) });
  const patterns = toldPatterns(records, oddPatterns(database, run, dataset, stated.patterns, sensitivity), sensitivity);
  const others =
    method === 'isolation-forest'
      ? toldCombinations(records, sensitivity)
      : toldValues(records, { method, sensitivity, by, scale });
  const asked = query.only === undefined ? [patterns, others] : [query.only === 'patterns' ? patterns : others];
  return {
    summary: {
      ...{ dataset, columns: columns.map(({ name }) => name), by: [...by], method, sensitivity },
      ...{ judged: others.judged, notJudged: others.notJudged, patterns: patterns.found, numbers: others.found },
      found: asked.reduce((sum, { found }) => sum + found, 0),
      labelled: asked.reduce((sum, { labelled }) => sum + labelled, 0),
    },
    first: function* (most) {
      let left = most;
      for (const { found, first } of asked) {
        yield* first(left);
        left = Math.max(0, left - found);
      }
    },
  };
}

/** The columns of numbers that are asked for, or all that are no part of the key. */
function numericColumns(run: CurrentRun, dataset: string, asked: readonly string[] | undefined): readonly ValueColumn[] {
  const { key } = definitionOf(run, dataset);
  const numeric = storedColumns(definitionOf(run, dataset)).filter(({ type }) => type === 'integer' || type === 'decimal');
  const wrong = asked?.find((name) => !numeric.some((column) => column.name === name));
  if (wrong !== undefined)
    throw new Failure('BAD_INPUT', `"${wrong}" is no column of numbers; there are ${numeric.map(({ name }) => name).join(', ')}`);
  return numeric.filter(({ name }) => (asked ? asked.includes(name) : !key.includes(name))).slice(0, mostColumns);
}

function assertThere(run: CurrentRun, dataset: string, by: readonly string[]): void {
  const stored = storedColumns(definitionOf(run, dataset)).map(({ name }) => name);
  const unknown = by.find((name) => !stored.includes(name));
  if (unknown !== undefined) throw new Failure('BAD_INPUT', `there is no column "${unknown}"; there are ${stored.join(', ')}`);
}
