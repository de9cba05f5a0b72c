import { Failure } from '#core/contract/failure.ts';
import { recordState } from '#core/contract/record-state.ts';
import { quarantines } from '#core/contract/severity.ts';
import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import { rulesOfDataset } from '#core/definition/rules-of-dataset.ts';
import { kindOfRule } from '#core/quality/kind-of-rule.ts';
import type { SetRule } from '#core/quality/rule.ts';
import { fingerprintOf } from '#core/records/fingerprint.ts';
import { sqlContextOf } from '#core/records/sql-context.ts';
import { storedColumns, valueColumns } from '#core/records/value-columns.ts';
import { recordsTable, valueColumn } from '#core/sql/names.ts';
import { join, literal, type SqlValue, sql } from '#core/sql/sql.ts';
import { createExceptionInserter, createTallier, createViolationInserter, ruleResultIds } from '#core/store/findings.ts';
import { createCellFinder } from '#core/store/raw.ts';
import { indexRecords } from '#core/store/records.ts';
import { type RunSource, runSources } from '#core/store/run-sources.ts';
import { keepStatistics } from '#core/store/statistics.ts';
import { run as execute, isStorageError, objectsOf, rowsOf } from '#core/workspace/open.ts';
import type { RunContext } from '../run-context.ts';

const pageSize = 5000;
const found = sql`temp.found`;

/** Judges the rules that need whole datasets, each in one transaction; a rule that fails to run is noted and the others go on. */
export async function validate(context: RunContext): Promise<void> {
  const { database } = context.workspace;
  for (const file of runSources(database, context.run.no)) {
    const dataset = context.pipeline.datasets[file.dataset];
    if (!dataset) continue;
    const ids = ruleResultIds(database, context.run.no, file.dataset);
    let counted: number | undefined;
    const countRecords = (): number => {
      counted ??= Number(rowsOf(database, sql`select count(*) from ${recordsTable(file.dataset, context.run.no)}`)[0]?.[0]);
      return counted;
    };
    for (const [index, rule] of rulesOfDataset(dataset).entries()) {
      const kind = kindOfRule(rule);
      if (kind?.scope !== 'set' || !rule.enabled) continue;
      context.report({ stage: 'validate', dataset: file.dataset, rows: 0, bytes: 0, totalBytes: 0 });
      judgeSet(context, file, rule, kind, ids[index] ?? 0, countRecords);
    }
  }
}

function judgeSet(
  context: RunContext,
  { dataset, sourceId }: RunSource,
  rule: RuleDefinition,
  kind: SetRule,
  ruleResultId: number,
  countRecords: () => number,
): void {
  const { database } = context.workspace;
  const tally = createTallier(database);
  const isJudged =
    Number(
      rowsOf(
        database,
        sql`select checked + not_applicable + (status = 'could not be evaluated') from rule_results where id = ${ruleResultId}`,
      )[0]?.[0],
    ) > 0;
  if (isJudged) return;
  try {
    prepareIndexes(context, rule, kind);
    database
      .transaction(() => {
        const failed = recordFailures(context, dataset, sourceId, rule, kind, ruleResultId);
        const figures =
          kind.statistics &&
          objectsOf(database, kind.statistics(rule, sqlContextOf({ ...context.run, pipeline: context.pipeline }, dataset)))[0];
        if (figures) keepStatistics(database, context.run.id, dataset, rule.id, figures);
        const applicable = Number(
          rowsOf(
            database,
            kind.query(rule, sqlContextOf({ ...context.run, pipeline: context.pipeline }, dataset)).applicable,
          )[0]?.[0],
        );
        tally(ruleResultId, {
          passed: applicable - failed,
          failed,
          notApplicable: countRecords() - applicable,
          broken: undefined,
        });
        context.log(
          'validate',
          failed > 0 ? 'WARNING' : 'INFO',
          `${dataset}.${rule.id}: ${failed} of ${applicable} records fail`,
        );
      })
      .immediate();
  } catch (error) {
    if (error instanceof Failure || isStorageError(error)) throw error;
    const broken = `could not be evaluated: ${error instanceof Error ? error.message : error}`;
    context.log('validate', 'ERROR', `${dataset}.${rule.id} ${broken}`);
    tally(ruleResultId, { passed: 0, failed: 0, notApplicable: 0, broken });
  } finally {
    execute(database, sql`drop table if exists ${found}`);
  }
}

/** Finds the failing records with one query, then states each violation and sets the record aside; returns their number. */
function recordFailures(
  context: RunContext,
  dataset: string,
  sourceId: number,
  rule: RuleDefinition,
  kind: SetRule,
  ruleResultId: number,
): number {
  const {
    workspace: { database },
    run,
    pipeline,
  } = context;
  const sqlContext = sqlContextOf({ ...context.run, pipeline: context.pipeline }, dataset);
  execute(database, sql`create temp table found as ${kind.query(rule, sqlContext).failing}`);
  const definition = pipeline.datasets[dataset];
  const columns = definition ? storedColumns(definition) : [];
  // Of a very wide dataset the last columns are not stored, and then no whole key is.
  const key = (definition?.key ?? []).map((name) => {
    const place = columns.findIndex((column) => column.name === name);
    return place < 0 ? literal('null') : sql`r.${valueColumn(place)}`;
  });
  const cellsOf = createCellFinder(database, sourceId);
  const insertViolation = createViolationInserter(database);
  const insertException = createExceptionInserter(database, run.no);
  const table = recordsTable(dataset, run.no);
  const keyColumns = key.length === 0 ? literal('') : sql`${join(key)}, `;
  let failed = 0;
  for (let after = 0; ; ) {
    const page = rowsOf(
      database,
      sql`
      select f.rowid, ${keyColumns}f.*
      from ${found} f
      join ${table} r on r.id = f.id
      where f.rowid > ${after}
      order by f.rowid
      limit ${pageSize}`,
    );
    if (page.length === 0) break;
    for (const [rowid, ...rest] of page) {
      const record = Number(rest[key.length]);
      const reason = kind.explain(rule, rest.slice(key.length + 1) as SqlValue[], sqlContext);
      insertViolation(ruleResultId, record, reason);
      if (quarantines(rule.severity)) {
        const values = rest.slice(0, key.length) as (string | number | null)[];
        insertException({ dataset, record, ruleResultId, fingerprint: fingerprintOf(dataset, values, () => cellsOf(record)) });
      }
      after = Number(rowid);
      failed++;
    }
  }
  if (quarantines(rule.severity) && failed > 0) {
    execute(
      database,
      sql`
      update ${table}
      set state = ${recordState.exception}
      where id in (select id from ${found})
        and state = ${recordState.clean}`,
    );
  }
  return failed;
}

/** Indexes what the query of a rule looks up. */
function prepareIndexes({ workspace, pipeline, run }: RunContext, rule: RuleDefinition, kind: SetRule): void {
  const wanted = kind.refersTo?.(rule);
  const name = String(wanted?.dataset);
  const definition = pipeline.datasets[name];
  if (!wanted || !definition) return;
  const all = valueColumns(definition).map((column) => column.name);
  const columns = Array.isArray(wanted.to) ? wanted.to.map(String) : definition.key;
  indexRecords(
    workspace.database,
    name,
    run.no,
    columns.map((column) => all.indexOf(column)),
  );
}
