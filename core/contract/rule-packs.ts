import { z } from 'zod';

/** Ready-made sets of rules for a trade, by the columns that a dataset has. */
export const rulePack = z.enum(['commerce', 'people', 'finance']);

export type RulePack = z.infer<typeof rulePack>;

/** What each is called. */
export const rulePackTitles: Readonly<Record<RulePack, string>> = {
  commerce: 'E-commerce',
  people: 'People',
  finance: 'Finance',
};
