import { counted } from '#core/contract/counted.ts';
import { Failure } from '#core/contract/failure.ts';
import { isBalanced } from '#core/contract/ledger.ts';
import { carryOver } from '#core/review/carry-over.ts';
import { knownClean } from '#core/review/known-clean.ts';
import { sql } from '#core/sql/sql.ts';
import { enterStates, ledgersOf } from '#core/store/ledgers.ts';
import { countAccounts } from '#core/store/records.ts';
import { extractsOf, runSources } from '#core/store/run-sources.ts';
import { noteStanding } from '#core/store/standing.ts';
import { rowsOf } from '#core/workspace/open.ts';
import { isKeptBack } from '../is-kept-back.ts';
import type { RunContext } from '../run-context.ts';

/** The most columns whose empty values are counted one by one in the log. */
const mostColumns = 8;

/** Closes the account of every dataset. Throws a Failure (RUN_FAILED) where a record is in no account or in two. */
export async function clean(context: RunContext): Promise<void> {
  const {
    workspace: { database },
    run,
    log,
  } = context;
  tellExtracts(context);
  applyEarlierDecisions(context);
  for (const { dataset, sourceId } of runSources(database, run.no)) {
    context.report({ stage: 'clean', dataset, rows: 0, bytes: 0, totalBytes: 0 });
    enterStates(database, run.no, dataset, countAccounts(database, dataset, run.no));
    const ledger = ledgersOf(database, run.no).get(dataset);
    if (!ledger) throw new RangeError(`there is no account of ${dataset}`);
    const [waiting, stored] =
      rowsOf(
        database,
        sql`
        select (select count(*) from exception_rows where run_no = ${run.no} and dataset = ${dataset} and status = 'open'),
          (select coalesce(sum(row_count), 0) from raw_blocks where source_id = ${sourceId})`,
      )[0]?.map(Number) ?? [];
    const accounts = Object.entries(ledger)
      .map(([account, count]) => `${account} ${count}`)
      .join(', ');
    if (!isBalanced(ledger) || waiting !== ledger.exceptions + ledger.structural || stored !== ledger.read - ledger.blank) {
      throw new Failure(
        'RUN_FAILED',
        `the account of ${dataset} does not balance (${accounts}; ${stored} records stored, ${waiting} waiting); the run was discarded`,
      );
    }
    log('clean', 'INFO', `✓ ${dataset} balances: ${accounts}`);
  }
}

/** Logs what came in, before any decision is applied. */
function tellExtracts({ workspace: { database }, run, log }: RunContext): void {
  for (const [dataset, extract] of extractsOf(database, run.no)) {
    const empty = Object.entries(extract.empty).toSorted(([, a], [, b]) => b - a);
    const cells = empty.reduce((sum, [, count]) => sum + count, 0);
    const most = empty.slice(0, mostColumns).map(([column, count]) => `${column} ${count}`);
    const told = [
      `${counted(extract.records, 'record')} of ${counted(extract.columns, 'column')}`,
      cells === 0
        ? 'no empty values'
        : `${counted(cells, 'empty value')} (${most.join(', ')}${empty.length > mostColumns ? ', …' : ''})`,
      extract.missingColumns.length === 0 ? 'no column missing' : `missing: ${extract.missingColumns.join(', ')}`,
    ];
    log('clean', extract.missingColumns.length === 0 ? 'INFO' : 'WARNING', `${dataset} came in with ${told.join('; ')}`);
  }
}

/** What people decided about the records of the run that is shown holds for the same records of this one. */
function applyEarlierDecisions({ workspace: { database }, run, pipeline, options, takenOver, log, now }: RunContext): void {
  const [shown, shownPipeline] = rowsOf(database, sql`select run_no, pipeline from runs where is_published = 1`)[0] ?? [];
  // What was decided about the records of another pipeline goes with it.
  const isFirst = shown === undefined || Number(shown) === run.no || shownPipeline !== pipeline.name;
  const { held, expired, unfit, mapped } = database
    .transaction(() => {
      if (!isFirst) noteStanding(database, run.no, Number(shown), knownClean(database, { ...run, pipeline }, takenOver));
      return carryOver(database, { ...run, pipeline }, isFirst ? undefined : Number(shown), now(), {
        notes: !isKeptBack(database, pipeline, options),
        takenOver,
      });
    })
    .immediate();
  const told = [
    ...(held > 0 ? [`${counted(held, 'decision')} of the run before ${held === 1 ? 'holds' : 'hold'} again`] : []),
    ...(unfit > 0 ? [`${unfit} no longer fit: their records wait, with a note`] : []),
    ...(expired > 0 ? [`${counted(expired, 'waiver')} ended`] : []),
    ...(mapped > 0 ? [`${counted(mapped, 'record')} mended by learned mappings`] : []),
  ];
  if (told.length > 0) log('clean', 'INFO', told.join(', '));
}
