import type { Value } from '../type.ts';
import type { Candidate, Mined } from './candidate.ts';

/** Columns that are compared, each with each. */
const mostColumns = 60;
/** The share of the records that may have another value than most with the same determinant. */
const mostDeviating = 0.05;
/** How many of the deviations from the commonest value a determinant must explain to be told. */
const explained = 0.8;
const fewestRepeats = 20;

/** Rules that one column determines another, where values repeat often enough to tell. */
export function dependencies({ profile, sample }: Mined): readonly Candidate[] {
  const columns = profile.columns.map(({ name }) => name).slice(0, mostColumns);
  return columns.flatMap((determinant, by) =>
    columns.flatMap((column, of) => {
      // Amounts repeat by chance.
      if (by === of || profile.columns[by]?.type === 'decimal') return [];
      const strength = strengthOf(sample, by, of);
      if (strength === undefined) return [];
      return [
        {
          rule: { rule: 'functional-dependency', determinant: [determinant], column },
          about: `${column}_by_${determinant}`,
          sentence: `${determinant} decides ${column}`,
          worth: 0.4 + 0.4 * strength,
        },
      ];
    }),
  );
}

/** How much of what varies in a column another one decides (from 0 to 1); undefined where it does not, or where nothing can be told. */
function strengthOf(sample: Mined['sample'], by: number, of: number): number | undefined {
  const groups = new Map<Value, Map<Value, number>>();
  const overall = new Map<Value, number>();
  for (const row of sample) {
    const [key, value] = [row[by] ?? null, row[of] ?? null];
    if (key === null || value === null) continue;
    const group = groups.get(key) ?? new Map<Value, number>();
    groups.set(key, group);
    group.set(value, (group.get(value) ?? 0) + 1);
  }
  let repeated = 0;
  let deviating = 0;
  for (const group of groups.values()) {
    const all = sum(group);
    if (all < 2) continue;
    repeated += all;
    deviating += all - Math.max(...group.values());
    for (const [value, count] of group) overall.set(value, (overall.get(value) ?? 0) + count);
  }
  if (repeated < Math.max(fewestRepeats, sample.length / 20) || deviating > repeated * mostDeviating) return undefined;
  const varying = repeated - Math.max(...overall.values());
  const strength = varying === 0 ? 0 : 1 - deviating / varying;
  return strength >= explained ? strength : undefined;
}

function sum(counts: ReadonlyMap<Value, number>): number {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
}
