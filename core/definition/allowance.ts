import { z } from 'zod';
import type { Severity } from '#core/contract/severity.ts';

const limit = z.string().regex(/^(\d+ rows?|\d+(\.\d+)?\s*%)$/, 'must be a number of rows or a share: 20 rows, 0.5%');

/** How many records may fail a rule before it counts as failed; they are listed all the same. */
export const allowance = z.union([limit, z.strictObject({ warning: limit, error: limit })]);

export type Allowance = z.infer<typeof allowance>;

/** What a rule came to as a whole. */
export interface RuleStanding {
  /** Whether records fail it, and no more than may. */
  readonly isAllowed: boolean;
  /** How bad it is that records fail it; undefined where none does, or no more than may. */
  readonly severity: Severity | undefined;
}

/**
 * How a rule stands when so many of the records checked fail it. With two limits it only warns between them; above the last one it is as bad as
 * its severity says.
 */
export function standingOf(
  { failed, checked, severity }: { readonly failed: number; readonly checked: number; readonly severity: Severity },
  allowed: Allowance | undefined,
): RuleStanding {
  if (failed === 0) return { isAllowed: false, severity: undefined };
  if (allowed === undefined) return { isAllowed: false, severity };
  const within = (text: string): boolean => {
    const number = Number.parseFloat(text);
    // 0.1 % of 1,000 is one record, whatever binary fractions make of it.
    return text.includes('%') ? failed * 100 <= number * checked * (1 + Number.EPSILON * 4) : failed <= number;
  };
  const [first, last] = typeof allowed === 'string' ? [allowed, allowed] : [allowed.warning, allowed.error];
  if (within(first)) return { isAllowed: true, severity: undefined };
  return { isAllowed: false, severity: within(last) ? 'warning' : severity };
}

/** What may fail, in words. */
export function allowanceText(allowed: Allowance): string {
  return typeof allowed === 'string' ? allowed : `${allowed.warning}, with a warning ${allowed.error}`;
}
