import type { RunDetail } from '#core/contract/runs.ts';

/** A figure that is not the same in two runs. */
export interface Difference {
  readonly what: string;
  readonly before: number | null;
  readonly after: number | null;
}

/** The accounts, violations and scores that differ between two runs. */
export function diffRuns(before: RunDetail, after: RunDetail): readonly Difference[] {
  const old = figuresOf(before);
  const fresh = figuresOf(after);
  const names = [...new Set([...old.keys(), ...fresh.keys()])];
  return names
    .map((what) => ({ what, before: old.get(what) ?? null, after: fresh.get(what) ?? null }))
    .filter((difference) => difference.before !== difference.after);
}

function figuresOf({ datasets, score }: RunDetail): ReadonlyMap<string, number | null> {
  const figures = new Map<string, number | null>([['score', score]]);
  for (const [dataset, { violations, ...ledger }] of Object.entries(datasets)) {
    for (const [account, count] of Object.entries(ledger)) figures.set(`${dataset} ${account}`, count);
    for (const [rule, count] of Object.entries(violations)) figures.set(`${dataset} ${rule}`, count);
  }
  return figures;
}
