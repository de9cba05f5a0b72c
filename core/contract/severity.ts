import { z } from 'zod';

/** How bad a violation is: errors and criticals quarantine the record, warnings and infos flag it and let it pass. */
export const severity = z.enum(['info', 'warning', 'error', 'critical']);

export type Severity = z.infer<typeof severity>;

/** Whether a violation of this severity keeps its record out of the clean table. */
export function quarantines(value: Severity): boolean {
  return value === 'error' || value === 'critical';
}
