import { z } from 'zod';

const count = z.int().min(0);

/** The conservation account of one dataset in one run: read = clean + exceptions + waived + rejected + merged + structural + blank. */
export const ledger = z.object({
  read: count,
  clean: count,
  exceptions: count,
  waived: count,
  rejected: count,
  merged: count,
  structural: count,
  blank: count,
});

export type Ledger = z.infer<typeof ledger>;

/** Whether every record that was read is in exactly one account. */
export function isBalanced({ read, clean, exceptions, waived, rejected, merged, structural, blank }: Ledger): boolean {
  return read === clean + exceptions + waived + rejected + merged + structural + blank;
}
