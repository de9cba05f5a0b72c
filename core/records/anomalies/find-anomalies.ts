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

/** What is compared fits into memory with so many columns of a million records. */
const mostColumns = 100;

/** What was found, to be told one by one. */
export interface AnomalySearch {
  readonly summary: Omit<AnomalyList, 'anomalies'>;
  /** The first ones, the most unusual before the others; those of patterns before all others. */
  readonly first: (most: number) => Iterable<Anomaly>;
}

/** What is unusual among the records of a dataset, the first `limit` of it. Throws a Failure (BAD_INPUT) as `searchAnomalies` does. */
export function findAnomalies(
  database: Database,
  run: CurrentRun,
  { limit, ...query }: AnomalyQuery,
  assertWanted: () => void,
): AnomalyList {
  const { summary, first } = searchAnomalies(database, run, query, assertWanted);
  return { ...summary, anomalies: [...first(limit)] };
}

/**
 * Looks for what is unusual among the records of a dataset: records that fit odd patterns, and values beyond the limits of their peers or, by
 * the isolation forest, records whose numbers are unusual together. What the query leaves open is as the pipeline says. Throws a Failure
 * (BAD_INPUT) for a column that is not there or holds no numbers; `assertWanted` may throw to end it.
 */
export function searchAnomalies(
  database: Database,
  run: CurrentRun,
  { dataset, ...query }: Omit<AnomalyQuery, 'limit'>,
  assertWanted: () => void,
): AnomalySearch {
  addSqlFunctions(database);
  const stated = definitionOf(run, dataset).anomalies ?? anomalySettings.parse({});
  const { method = stated.method, sensitivity = stated.sensitivity, by = stated.by, scale = stated.scale } = query;
  const all = numericColumns(run, dataset, query.columns ?? stated.columns);
  const columns = all.slice(0, mostColumns);
  const isForest = method === 'isolation-forest';
  assertThere(run, dataset, by);
  // Days have labels too.
  const stored = new Set(storedColumns(definitionOf(run, dataset)).map(({ name }) => name));
  const records = measuredRecords(database, run, {
    dataset,
    columns,
    by,
    labels: labelsOf(database, dataset).filter(({ column }) => column === '' || stored.has(column)),
  });
  const patterns = toldPatterns(records, oddPatterns(database, run, dataset, stated.patterns, sensitivity), sensitivity);
  const others = isForest
    ? toldCombinations(records, sensitivity, assertWanted)
    : toldValues(records, { method, sensitivity, by, scale }, assertWanted);
  const asked = query.only === undefined ? [patterns, others] : [query.only === 'patterns' ? patterns : others];
  return {
    summary: {
      ...{ dataset, columns: columns.map(({ name }) => name), by: isForest ? [] : [...by], method, sensitivity },
      notLookedAt: all.slice(mostColumns).map(({ name }) => name),
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
  return numeric.filter(({ name }) => (asked ? asked.includes(name) : !key.includes(name)));
}

function assertThere(run: CurrentRun, dataset: string, by: readonly string[]): void {
  const stored = storedColumns(definitionOf(run, dataset)).map(({ name }) => name);
  const unknown = by.find((name) => !stored.includes(name));
  if (unknown !== undefined) throw new Failure('BAD_INPUT', `there is no column "${unknown}"; there are ${stored.join(', ')}`);
}
