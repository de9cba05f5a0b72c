import { z } from 'zod';
import { severity } from '#core/contract/severity.ts';

/** A share of the whole as people write it: `5%`, `0.5 %`, or a number from 0 to 1. */
const share = z
  .union([z.number().min(0).max(1), z.string().regex(/^\d+(\.\d+)?\s*%$/, 'must be a share such as 5% or 0.05')])
  .transform((given) => (typeof given === 'number' ? given : Number.parseFloat(given) / 100))
  .refine((given) => given <= 1, { error: 'must be at most 100%' });

const hoursIn: Readonly<Record<string, number>> = { m: 1 / 60, h: 1, d: 24, w: 168 };

/** A length of time as people write it, in hours: `90m`, `24h`, `7d`, `2w`. */
const age = z
  .string()
  .regex(/^\d+(\.\d+)?[mhdw]$/, 'must be a length of time such as 90m, 24h or 7d')
  .transform((text) => Number.parseFloat(text) * (hoursIn[text.slice(-1)] ?? 1));

const level = severity.default('error');

/** What must hold for a dataset as a whole; where it does not, the run goes on and says so. */
export const expectations = z.strictObject({
  rows: z
    .strictObject({
      min: z.int().min(0).optional(),
      max: z.int().min(0).optional(),
      change: share.optional().describe('By how much the number of records may differ from the run before, such as 20%.'),
      severity: level,
    })
    .refine(({ min = 0, max = min }) => min <= max, { error: 'has a min above its max' })
    .optional()
    .describe('How many records there must be.'),
  missing: z
    .record(z.string(), z.strictObject({ max: share, severity: level }))
    .default({})
    .describe('By column: the share of records that may have no value there.'),
  failing: z.strictObject({ max: share, severity: level }).optional().describe('The share of records that may be exceptions.'),
});

/** How old the newest value of a column may be when the run begins. */
export const freshness = z
  .strictObject({ column: z.string(), warn: age.optional(), error: age.optional() })
  .refine(({ warn, error }) => warn !== undefined || error !== undefined, { error: 'needs warn or error, such as 24h' })
  .refine(({ warn = 0, error = warn }) => warn <= error, { error: 'warns later than it fails' });
