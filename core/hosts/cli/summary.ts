import { counted } from '#core/contract/counted.ts';
import { isBalanced } from '#core/contract/ledger.ts';
import { formatPercent } from '#core/contract/percent.ts';
import type { RunDetail } from '#core/contract/runs.ts';
import type { Terminal } from './terminal.ts';

/** How many records are new, where others were taken over from the run before. */
function newOnes({ datasets, extract }: RunDetail, dataset: string): string {
  const [read = 0, before] = [datasets[dataset]?.read, extract[dataset]?.takenOver];
  return before === undefined || before === read ? '' : ` (${number(read - before)} new)`;
}

/** A run told to people: the account of each dataset, what failed most, the score, the files. */
export function summaryOf(run: RunDetail, { paint }: Terminal): string {
  if (run.status !== 'succeeded') return `${run.status} at ${run.stage}${run.error === null ? '' : `: ${run.error}`}`;
  const lines: string[] = [];
  for (const [dataset, { violations, ...ledger }] of Object.entries(run.datasets)) {
    const accounts = Object.entries(ledger).filter(
      ([account, count]) => account !== 'read' && (count > 0 || account === 'clean' || account === 'exceptions'),
    );
    const sum = accounts.map(([account, count]) => `${number(count)} ${account}`).join(' + ');
    lines.push(
      `${paint('bold', dataset)}  ${number(ledger.read)} read${newOnes(run, dataset)} = ${sum}  ${isBalanced(ledger) ? paint('green', '✓ balanced') : paint('red', '✗ does not balance')}`,
    );
    const failed = Object.entries(violations).sort((a, b) => b[1] - a[1]);
    for (const [rule, count] of failed.slice(0, 12))
      lines.push(`  ${paint('yellow', '▲')} ${rule.padEnd(32)} ${number(count).padStart(10)}`);
    if (failed.length > 12) lines.push(`  and ${failed.length - 12} more rules`);
    lines.push(...failedChecks(run, dataset, paint));
    for (const { note } of run.fileNotes.filter((one) => one.dataset === dataset))
      lines.push(`  ${paint('yellow', '▲')} ${note}`);
    const idle = run.neverApplied.filter((one) => one.dataset === dataset).map(({ ruleId }) => ruleId);
    if (idle.length > 0)
      lines.push(
        `  ${paint('dim', '○')} had nothing to judge (no values, none matched “when:”, or all the same): ${idle.slice(0, 12).join(', ')}${idle.length > 12 ? ' …' : ''}`,
      );
    for (const { ruleId, note } of run.notEvaluated.filter((rule) => rule.dataset === dataset))
      lines.push(`  ${paint('red', '✗')} ${ruleId} ${note}`);
  }
  const models = new Set(run.checks.map((check) => check.dataset).filter((name) => !Object.hasOwn(run.datasets, name)));
  for (const model of models) {
    const failed = failedChecks(run, model, paint);
    if (failed.length > 0) lines.push(`${paint('bold', model)}  a model`, ...failed);
  }
  if (run.skipped.length > 0) lines.push(`${paint('bold', 'partial')}  without ${run.skipped.join(', ')}, so there is no score`);
  if (run.score !== null) lines.push(`${paint('bold', 'score')}  ${formatPercent(run.score)} of 100`);
  for (const { part, name, reason } of run.failures) lines.push(`${paint('red', '✗')} ${part} ${paint('bold', name)}: ${reason}`);
  const { passed, failed, errors } = run.results;
  lines.push(
    `${paint('bold', 'quality')}  ${run.quality}: ${number(passed)} rules and checks passed, ${number(failed)} failed${errors > 0 ? `, ${number(errors)} could not be evaluated` : ''}`,
  );
  for (const output of run.outputs) lines.push(`${paint('dim', 'wrote')}  ${output.path}  ${counted(output.rows, 'row')}`);
  for (const { target, table, inserted, changed, unchanged, leftOut } of run.tables) {
    const counts = `${number(inserted)} inserted, ${number(changed)} changed, ${number(unchanged)} unchanged`;
    lines.push(`${paint('dim', 'loaded')} ${table} of ${target}  ${counts}`);
    if (leftOut.length > 0) lines.push(`  ${paint('yellow', '▲')} left out because rows violate them: ${leftOut.join('; ')}`);
  }
  if (run.durationMs !== null) lines.push(`${paint('dim', 'run')}    ${run.runId}, ${(run.durationMs / 1000).toFixed(1)} s`);
  return lines.join('\n');
}

/** What failed of a dataset or model as a whole. */
function failedChecks(run: RunDetail, name: string, paint: Terminal['paint']): readonly string[] {
  return run.checks
    .filter((check) => check.dataset === name && check.status === 'failed')
    .flatMap(({ sentence, action }) => [
      `  ${paint('yellow', '▲')} ${sentence}`,
      `      Action: ${action}`,
      '      Status: the run continued; this result is recorded with it.',
    ]);
}

/** How a run ended, on one line. */
export function statusOf({ runId, status, quality, score, failures }: RunDetail): string {
  const parts = failures.length === 0 ? '' : `  ${counted(failures.length, 'part')} failed`;
  const scored = score === null ? '' : `  score ${formatPercent(score)}`;
  return `${status}${parts}  quality ${quality}${scored}  ${runId}`;
}

function number(value: number): string {
  return value.toLocaleString('en');
}
