import type { Database } from '#core/workspace/open.ts';
import { tryCells } from './decide.ts';
import type { ReviewedRun } from './verdict.ts';
import type { Wish } from './wish.ts';

/** Cells of a record as a person types them. */
export type Trial = Pick<Wish, 'dataset' | 'recordId' | 'cells'>;

/** What a record would come to with some cells edited; `stale` are the rules that only a run can judge again. */
export function trialOf(database: Database, run: ReviewedRun, input: Trial) {
  const { passes, texts, findings, reviewer } = tryCells(database, run, input);
  const stale = reviewer.blockingNow(input.recordId).filter(({ rule }) => !reviewer.canAsk(rule));
  return {
    passes: passes && stale.length === 0,
    texts: Object.fromEntries(reviewer.columns.map((column, place) => [column, texts[place] ?? ''])),
    problems: findings.map(({ rule, columns, reason }) => ({
      ruleId: rule.id,
      severity: rule.severity,
      columns: [...columns],
      reason,
    })),
    stale: stale.map(({ rule }) => rule.id),
  };
}
