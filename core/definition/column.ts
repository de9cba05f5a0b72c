import { z } from 'zod';
import { severity } from '#core/contract/severity.ts';

/** A limit as written in YAML: a number, or text such as a date. */
const limit = z.union([z.number(), z.string()]);

const word = z.union([z.string(), z.number(), z.boolean()]).transform(String);

/** One column of a dataset: its type and the constraints that become rules `<column>_<constraint>`. */
export const columnDefinition = z.strictObject({
  type: z.enum(['text', 'integer', 'decimal', 'date', 'timestamp', 'boolean', 'email']).default('text'),
  header: z.string().optional().describe('The header in the file, where it differs from the column name.'),
  code: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*$/, 'must be capitals, digits and underscores')
    .optional()
    .describe('What control codes call it, as in MISSING_DATE; default: its name.'),
  required: z.boolean().optional().describe('No null words, blanks or empty cells.'),
  unique: z.boolean().optional().describe('No value twice; every member of a group of duplicates is flagged.'),
  min: limit.optional(),
  max: limit.optional(),
  length: z
    .strictObject({ min: z.int().min(0).optional(), max: z.int().min(0).optional() })
    .optional()
    .describe('Length in Unicode code points.'),
  values: z.array(word).min(1).optional().describe('The only values allowed.'),
  pattern: z.string().optional().describe('A regular expression (RE2 syntax) that the whole value must match.'),
  formats: z.array(z.string()).min(1).optional().describe('Date formats, tried in order: yyyy-MM-dd, d/M/yyyy, dd-MMM-yy.'),
  scale: z.int().min(0).max(12).optional().describe('Decimal places allowed; values are then kept in minor units.'),
  description: z.string().max(2000).optional().describe('What the column means, for the data dictionary.'),
  severity: severity.optional().describe("Severity of all of the column's constraints (default error)."),
});

export type ColumnDefinition = z.infer<typeof columnDefinition>;
