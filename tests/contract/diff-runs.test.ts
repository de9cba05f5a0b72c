import { expect, it } from 'vitest';
import { diffRuns, type JudgedRun } from '#core/contract/diff-runs.ts';

const ledger = { read: 10, clean: 8, exceptions: 2, waived: 0, rejected: 0, merged: 0, structural: 0, blank: 0 };
const run = (score: number, rules: JudgedRun['rules']): JudgedRun => ({
  run: { score, datasets: { d: { ...ledger, violations: {} } } } as unknown as JudgedRun['run'],
  rules,
});
const rule = (ruleId: string, failed: number, status = 'evaluated') => ({ dataset: 'd', ruleId, failed, status });

it('a rule that is gone or switched off is no rule that nothing fails', () => {
  const differences = diffRuns(
    run(97.5, [rule('kept', 3), rule('gone', 120_055), rule('off', 4)]),
    run(99.9, [rule('kept', 1), rule('off', 0, 'switched off'), rule('new', 7)]),
  );
  expect(differences).toEqual([
    { what: 'score', before: 97.5, after: 99.9, note: null },
    { what: 'd kept', before: 3, after: 1, note: null },
    { what: 'd gone', before: 120_055, after: null, note: 'after: rule not in this run' },
    { what: 'd off', before: 4, after: null, note: 'after: rule switched off' },
    { what: 'd new', before: null, after: 7, note: 'before: rule not in this run' },
  ]);
});
