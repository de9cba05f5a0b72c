import { z } from 'zod';
import { remedy } from './rules.ts';

/** A rule that exceptions break, as one thing to be decided about. */
export const problem = z.object({
  ruleId: z.string(),
  title: z.string().describe('What the rule asks for, in words.'),
  problem: z.string().describe('What is wrong, in words.'),
  remedy: remedy.nullable(),
  hasSpellings: z.boolean().describe('Whether the texts that break the rule may be spellings of others.'),
  severity: z.string(),
  category: z.string(),
  columns: z.array(z.string()),
  records: z.int(),
  values: z.int().describe('Different sentences.'),
  clears: z.int().describe('Records that this rule alone keeps out.'),
  isAboutLines: z.boolean().describe('Whether it is about broken lines, which are rewritten one by one or kept out.'),
  worth: z.string().nullable().describe('What these add up to in the measure, exact, in units.'),
});

export type Problem = z.infer<typeof problem>;

/** One sentence of a rule with the records of which it is said. */
export const problemValue = z.object({
  reason: z.string(),
  records: z.int(),
  recordId: z.int().describe('The first of them.'),
  text: z.string().nullable().describe('What its cell holds.'),
  suggestion: z.object({ cells: z.record(z.string(), z.string()), confidence: z.number(), why: z.string() }).nullable(),
});

export type ProblemValue = z.infer<typeof problemValue>;

const facet = z.array(z.object({ value: z.string(), records: z.int() }));

/** How many exceptions break rules of each kind, most first; a record counts once for each value. */
export const facets = z.object({
  rules: z.array(z.object({ ruleId: z.string(), title: z.string(), records: z.int() })),
  columns: facet,
  severities: facet,
  categories: facet,
});

export type Facets = z.infer<typeof facets>;

/** Texts of a column that may mean the same. */
export const cluster = z.object({
  members: z.array(z.object({ text: z.string(), count: z.int(), waiting: z.int().describe('Of them exceptions.') })),
  target: z.string(),
});

/** New texts for a record that mend something and break nothing. */
export const suggestion = z.object({
  cells: z.record(z.string(), z.string()),
  confidence: z.number(),
  why: z.string(),
  source: z.string(),
  clears: z.array(z.string()).describe('The rules that pass with it.'),
  passes: z.boolean().describe('Whether the record is clean with it.'),
});

/** Records that share what a rule wants to be unique, side by side. */
export const duplicates = z.object({
  columns: z.array(z.string()),
  differing: z.array(z.string()).describe('Columns in which not all are the same.'),
  shared: z.array(z.string()).describe('Columns that the rule wants to be unique.'),
  members: z.array(
    z.object({
      recordId: z.int(),
      line: z.int(),
      source: z.string().nullable().describe('Its file, where the dataset has several.'),
      cells: z.array(z.string()),
      empty: z.array(z.boolean()).describe('Of each cell, whether it has no value: empty, blank or a null word.'),
    }),
  ),
});

export type Duplicates = z.infer<typeof duplicates>;
