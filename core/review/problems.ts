import { Failure } from '#core/contract/failure.ts';
import type { Problem, ProblemValue } from '#core/contract/problems.ts';
import type { Selection } from '#core/contract/records.ts';
import type { Rule } from '#core/quality/rule.ts';
import { type ClusterMethod, clusterTexts } from '#core/quality/suggest/cluster.ts';
import { formatScaled } from '#core/quality/values/scaled.ts';
import { definitionOf } from '#core/records/row-cells.ts';
import { selectRecords } from '#core/records/row-selection.ts';
import { valueColumns } from '#core/records/value-columns.ts';
import { recordsTable, valueColumn } from '#core/sql/names.ts';
import { sql } from '#core/sql/sql.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import { blockingResults, chosenSql, waitingSql } from './chosen.ts';
import { createReviewer } from './reviewer.ts';
import { createSuggester } from './suggest.ts';
import type { ReviewedRun } from './verdict.ts';

/** Exceptions by what is wrong: one line for each rule, with how many records it keeps out alone and what they are worth. */
export function problemsOf(
  database: Database,
  run: ReviewedRun,
  { measure, ...selection }: Omit<Selection, 'what'> & { readonly measure?: string | undefined },
): Problem[] {
  const { dataset } = selection;
  const results = blockingResults(database, run, dataset);
  const places = valueColumns(definitionOf(run, dataset));
  const at = places.findIndex(({ name }) => name === measure);
  if (measure !== undefined && places[at]?.scale === undefined)
    throw new Failure('BAD_INPUT', `there is no column of numbers "${measure}" in ${dataset}`);
  const about = waitingSql(database, run, selection, results);
  const rows = rowsOf(
    database,
    sql`select rule_result_id, count(*), count(distinct reason) from violations where ${about} group by 1`,
  );
  const worth = at < 0 ? sql`null` : sql`sum(r.${valueColumn(at)})`;
  const table = at < 0 ? sql`` : sql`left join ${recordsTable(dataset, run.no)} r on r.id = alone.record_id`;
  const alone = new Map(
    rowsOf(
      database,
      sql`
        select rule_result_id, count(*), ${worth}
        from (
          select record_id, min(rule_result_id) as rule_result_id from violations where ${about}
          group by record_id having count(*) = 1
        ) alone
        ${table}
        group by 1`,
    ).map(([id, clears, sum]) => [Number(id), { clears: Number(clears), sum }]),
  );
  return rows
    .map(([id, records, values]) => {
      const result = results.find((one) => one.id === Number(id));
      const isAboutLines = result?.kind?.scope === 'structure';
      const { clears = 0, sum = null } = isAboutLines ? {} : (alone.get(Number(id)) ?? {});
      return {
        ruleId: result?.ruleId ?? '',
        title: result?.title ?? '',
        problem: result?.problem ?? '',
        remedy: result?.kind?.remedy ?? null,
        hasSpellings: hasSpellings(result?.kind),
        severity: result?.severity ?? '',
        category: result?.category ?? '',
        columns: [...(result?.columns ?? [])],
        records: Number(records),
        values: Number(values),
        clears,
        isAboutLines,
        worth: sum === null ? null : formatScaled(Number(sum), places[at]?.scale ?? 0),
      };
    })
    .sort((a, b) => b.clears - a.clears || b.records - a.records);
}

/** The sentences that a rule says about the exceptions meant, most frequent first, each with what may be done about all of them. */
export function problemValues(
  database: Database,
  run: ReviewedRun,
  {
    ruleId,
    offset,
    limit,
    ...selection
  }: Omit<Selection, 'what'> & {
    readonly ruleId: string;
    readonly offset: number;
    readonly limit: number;
  },
): { readonly total: number; readonly values: ProblemValue[] } {
  const { dataset } = selection;
  const results = blockingResults(database, run, dataset).filter((result) => result.ruleId === ruleId);
  const [only] = results;
  if (!only) throw new Failure('NOT_FOUND', `there is no rule "${ruleId}" in ${dataset} that keeps records out`);
  const [column] = only.columns;
  const about = waitingSql(database, run, selection, results);
  const rows = rowsOf(
    database,
    sql`
      select reason, count(*), min(record_id), count(*) over () from violations where ${about}
      group by reason order by 2 desc, 3 limit ${limit} offset ${offset}`,
  );
  const total = rows[0]?.[3] ?? 0;
  const suggest = createSuggester(database, run, dataset);
  const reviewer = createReviewer(database, run, dataset);
  return {
    total: Number(total),
    values: rows.map(([reason, records, sample]) => {
      const recordId = Number(sample);
      const suggestion = suggest(recordId).find(({ clears }) => clears.includes(ruleId));
      const texts = reviewer.judge(recordId, new Map())?.texts;
      return {
        reason: String(reason),
        records: Number(records),
        recordId,
        text: column === undefined ? null : (texts?.[reviewer.columns.indexOf(column)] ?? null),
        suggestion: suggestion
          ? { cells: { ...suggestion.cells }, confidence: suggestion.confidence, why: suggestion.why }
          : null,
      };
    }),
  };
}

/** Texts of a column that may mean the same, those of the exceptions meant among them; the clean ones say what is usual. */
export function clustersOf(
  database: Database,
  run: ReviewedRun,
  {
    column,
    method,
    distance,
    ...selection
  }: Omit<Selection, 'what'> & { readonly column: string; readonly method: ClusterMethod; readonly distance: number },
) {
  const { dataset } = selection;
  const { columnSql } = selectRecords(database, run, { dataset, what: 'clean', filter: [], status: 'open', search: '' });
  const value = columnSql(column);
  const counts = new Map<string, { count: number; waiting: number }>();
  for (const [text, count, waiting] of rowsOf(
    database,
    sql`
      select cast(${value} as text), count(*), sum(id in (${chosenSql(database, run, selection)}))
      from ${recordsTable(dataset, run.no)} where ${value} is not null group by 1`,
  ))
    counts.set(String(text), { count: Number(count), waiting: Number(waiting) });
  const texts = [...counts].map(([text, { count }]) => ({ text, count }));
  return clusterTexts(texts, method, distance)
    .map(({ members }) => ({
      members: members.map((member) => ({ ...member, waiting: counts.get(member.text)?.waiting ?? 0 })),
      target: targetOf(members, counts),
    }))
    .filter(({ members }) => members.some(({ waiting }) => waiting > 0))
    .slice(0, 500);
}

/** What a cluster is to become: its most frequent text among clean records, or of all. */
function targetOf(
  members: readonly { readonly text: string; readonly count: number }[],
  counts: ReadonlyMap<string, { readonly count: number; readonly waiting: number }>,
): string {
  const clean = members.filter(({ text }) => {
    const { count, waiting } = counts.get(text) ?? { count: 0, waiting: 0 };
    return count > waiting;
  });
  return (clean[0] ?? members[0])?.text ?? '';
}

/** Whether the texts that break a rule may be spellings of others: not where one is missing, or right but used twice. */
function hasSpellings(kind: Rule | undefined): boolean {
  return kind !== undefined && kind.remedy !== 'merge' && !kind.findsMissing;
}
