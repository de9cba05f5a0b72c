import type { z } from 'zod';
import type { ruleResult } from './rules.ts';
import type { RunDetail } from './runs.ts';

/** A run with what every rule came to in it. */
export interface JudgedRun {
  readonly run: RunDetail;
  readonly rules: readonly Pick<z.infer<typeof ruleResult>, 'dataset' | 'ruleId' | 'failed' | 'status'>[];
}

/** A figure that is not the same in two runs; null where a run has none, which the note explains. */
export interface Difference {
  readonly what: string;
  readonly before: number | null;
  readonly after: number | null;
  readonly note: string | null;
}

/** The accounts, violations and scores that differ between two runs. A rule that a run does not have is no rule that nothing fails. */
export function diffRuns(before: JudgedRun, after: JudgedRun): readonly Difference[] {
  const [old, fresh] = [figuresOf(before), figuresOf(after)];
  const [oldRules, freshRules] = [rulesOf(before), rulesOf(after)];
  const figures = [...new Set([...old.keys(), ...fresh.keys()])].map((what) => ({
    what,
    before: old.get(what) ?? null,
    after: fresh.get(what) ?? null,
    note: null,
  }));
  const rules = [...new Set([...oldRules.keys(), ...freshRules.keys()])].map((what) => {
    const [one, other] = [oldRules.get(what) ?? notThere, freshRules.get(what) ?? notThere];
    const notes = [one.note && `before: ${one.note}`, other.note && `after: ${other.note}`].filter((note) => note !== null);
    return { what, before: one.failed, after: other.failed, note: notes.length === 0 ? null : notes.join('; ') };
  });
  return [...figures, ...rules].filter((difference) => difference.before !== difference.after);
}

interface RuleFigure {
  readonly failed: number | null;
  readonly note: string | null;
}

const notThere: RuleFigure = { failed: null, note: 'rule not in this run' };

function figuresOf({ run: { datasets, score } }: JudgedRun): ReadonlyMap<string, number | null> {
  const figures = new Map<string, number | null>([['score', score]]);
  for (const [dataset, { violations: _, ...ledger }] of Object.entries(datasets))
    for (const [account, count] of Object.entries(ledger)) figures.set(`${dataset} ${account}`, count);
  return figures;
}

function rulesOf({ rules }: JudgedRun): ReadonlyMap<string, RuleFigure> {
  return new Map(
    rules.map(({ dataset, ruleId, failed, status }) => [
      `${dataset} ${ruleId}`,
      status === 'evaluated' ? { failed, note: null } : { failed: null, note: `rule ${status}` },
    ]),
  );
}
