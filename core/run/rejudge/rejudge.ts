import { counted } from '#core/contract/counted.ts';
import { createModelKeeper } from '#core/models/keep-models.ts';
import { withoutDecisions } from '#core/review/holding.ts';
import { indexGroups } from '#core/review/others.ts';
import { settle } from '#core/review/settle.ts';
import { sql } from '#core/sql/sql.ts';
import { ledgersOf } from '#core/store/ledgers.ts';
import { failedModels } from '#core/store/run-failures.ts';
import { extractsOf, noteExtract } from '#core/store/run-sources.ts';
import { rememberExceptions } from '#core/store/standing.ts';
import { takeOver } from '#core/store/take-over.ts';
import { appendAudit } from '#core/workspace/audit.ts';
import { type Database, run as execute, rowsOf } from '#core/workspace/open.ts';
import type { RunContext } from '../run-context.ts';
import { ingest } from '../stages/ingest.ts';
import { model } from '../stages/model.ts';
import { validate } from '../stages/validate.ts';
import { arrange } from './arrange.ts';
import { judgeRules } from './judge-rules.ts';
import type { RejudgePlan } from './plan.ts';

/**
 * In the place of reading: takes over what the run before found, judges every record by the rules that are others now, and reads what was added
 * to the files.
 */
export async function judgeAgain(context: RunContext, { from, datasets }: RejudgePlan): Promise<void> {
  const {
    workspace: { database },
    run,
    log,
    now,
  } = context;
  takeOver(database, { from, to: run, datasets }, () => undecide(database, from));
  execute(database, sql`create temp table waited as select dataset, record_id from exception_rows where run_no = ${run.no}`);
  const judged = datasets.reduce((all, plan) => all + plan.judged.length, 0);
  const kept = datasets.reduce((all, plan) => all + plan.kept.length, 0);
  const told = `the records of run ${from.id} were taken over: ${counted(judged, 'rule')} to be judged, ${kept} as before`;
  appendAudit(database, { runId: run.id, type: 'records_taken_over', description: told, count: null, timestamp: now() });
  log('ingest', 'INFO', `→ the same columns and steps as before: ${told}`);
  noteTakenOver(context, from.no);
  for (const plan of datasets) judgeRules(context, plan);
  await ingest(context);
}

/** Notes how many records of each dataset did not have to be read. */
function noteTakenOver({ workspace: { database }, run }: RunContext, earlierNo: number): void {
  const before = ledgersOf(database, earlierNo);
  for (const [dataset, extract] of extractsOf(database, run.no))
    noteExtract(database, run.no, dataset, { ...extract, takenOver: before.get(dataset)?.read ?? 0 });
}

/** Judges the rules over whole datasets that are others now, and sets right what follows from all that came and went. */
export async function validateAgain(context: RunContext, { from, datasets }: RejudgePlan): Promise<void> {
  await validate(context);
  for (const plan of datasets) arrange(context, from.no, plan);
  execute(context.workspace.database, sql`drop table temp.concerned`);
}

/** Builds the models whose rows may be others, and takes over the rest. */
export async function modelAgain(context: RunContext, { from, datasets }: RejudgePlan): Promise<void> {
  const {
    workspace: { database },
    run,
    pipeline,
    log,
  } = context;
  const failed = failedModels(database, from.no);
  const earlier = { ...from.pipeline, models: from.pipeline.models.filter(({ name }) => !failed.has(name)) };
  const isKept = createModelKeeper(
    database,
    { no: run.no, pipeline },
    { no: from.no, pipeline: earlier, changed: changedDatasets(database, run.no, from.no, datasets) },
  );
  let kept = 0;
  await model(context, (one) => {
    const isThere = isKept(one);
    if (isThere) kept++;
    return isThere;
  });
  execute(database, sql`drop table temp.waited`);
  log('model', 'INFO', `→ ${counted(kept, 'model')} kept from the run before, ${pipeline.models.length - kept} built`);
}

/** The datasets whose clean rows are others than in the run before; where people decided anything, that may be all of them. */
function changedDatasets(
  database: Database,
  runNo: number,
  earlierNo: number,
  datasets: RejudgePlan['datasets'],
): ReadonlySet<string> {
  const isDecided = rowsOf(database, sql`select 1 from decisions where run_no in (${runNo}, ${earlierNo}) limit 1`).length > 0;
  const isOther = (dataset: string): boolean => {
    const waits = sql`select record_id from exception_rows where run_no = ${runNo} and dataset = ${dataset}`;
    const waited = sql`select record_id from temp.waited where dataset = ${dataset}`;
    const [row] = rowsOf(database, sql`select exists (${waits} except ${waited}) or exists (${waited} except ${waits})`);
    return Number(row?.[0]) !== 0;
  };
  const changed = datasets.filter(({ dataset, isGrown }) => isDecided || isGrown || isOther(dataset));
  return new Set(changed.map(({ dataset }) => dataset));
}

/** Brings a run to where it was before anybody decided; its decisions stay, and hold for the run that follows where they fit. */
function undecide(database: Database, run: RejudgePlan['from']): void {
  const records = new Map<string, number[]>();
  for (const [dataset, record] of rowsOf(
    database,
    sql`select distinct dataset, record_id from decisions where run_no = ${run.no} and undone_at is null and kind <> 'added'`,
  )) {
    const name = String(dataset);
    const ids = records.get(name) ?? [];
    records.set(name, ids);
    ids.push(Number(record));
  }
  if (records.size === 0) return;
  // What waited in that run counts as having waited, though a decision alone had set it aside.
  rememberExceptions(database, run.no, sql`run_no = ${run.no} and since = 'decided'`);
  indexGroups(database, run);
  settle(database, run, records, undefined, undefined, withoutDecisions);
}
