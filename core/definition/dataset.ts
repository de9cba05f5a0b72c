import { z } from 'zod';
import { encoding } from '#core/contract/source.ts';
import { anomalySettings } from './anomalies.ts';
import { columnDefinition } from './column.ts';
import { expectations, freshness } from './expectations.ts';
import { holdsPassword } from './holds-password.ts';
import type { RuleDefinition, StepDefinition } from './rule-definition.ts';

/** Names of columns and datasets; they become names in SQL, so they stay plain. */
export const identifier = z
  .string()
  .regex(/^[a-z_][a-z0-9_]{0,62}$/i, 'must be letters, digits and underscores, at most 63, not starting with a digit');

/** Names that the tables of a workspace use for themselves. */
export const reservedColumns: readonly string[] = [
  'id',
  'run_id',
  'ingestion_timestamp',
  'source_name',
  'line_no',
  'byte_offset',
  'processed_timestamp',
  'rowid',
  'oid',
  '_rowid_',
];

const columnName = identifier.refine((name) => !reservedColumns.includes(name.toLowerCase()), {
  error: 'is a name that Winnow uses itself; choose another and say `header:` for the name in the file',
});

/** A character that can divide cells or quote them: ASCII, and no line end. */
const mark = z.string().regex(/^[\t\x20-\x7e]$/, 'must be one ASCII character other than a line end');

/** Where the rows of a dataset come from; what is left out is found out from the file. */
export const sourceDefinition = z
  .strictObject({
    format: z
      .enum(['csv', 'json', 'ndjson', 'xlsx', 'parquet', 'sqlite', 'postgres'])
      .optional()
      .describe('Default: detected from the name and the content.'),
    path: z
      .string()
      .min(1)
      .optional()
      .describe(
        'Beside pipeline.yaml, or in the folder that DATA_DIR names; a name in braces after a dollar sign is a variable of the environment. --input <dataset>=FILE overrides it.',
      ),
    url: z
      .string()
      .min(1)
      .optional()
      .describe(
        'Of a PostgreSQL database, in the place of a path: a variable of the environment, such as DATABASE_URL in braces after a dollar sign.',
      ),
    encoding: encoding.optional(),
    delimiter: mark.optional(),
    quote: mark.optional(),
    header: z.boolean().optional().describe('false: the file has no header line, columns are taken by position.'),
    skip_lines: z.int().min(0).optional().describe('Lines before the header that are not data.'),
    records: z
      .string()
      .regex(/^\$(\.[^.]*)+$/, 'must be a path such as $.data.items')
      .optional()
      .describe('For a JSON document that is not itself a list: where the list of records is. Default: it is detected.'),
    sheet: z.string().min(1).optional().describe('Of a workbook: the name of the sheet; default: the first that is not hidden.'),
    table: z
      .string()
      .min(1)
      .optional()
      .describe(
        'Of an SQLite database: the table or view; default: the first. Of PostgreSQL: the table, with its schema if need be.',
      ),
    query: z.string().min(1).optional().describe('Of a database: a query that selects the rows, in place of a table.'),
    header_row: z.int().min(1).optional().describe('For a workbook: the row of the header. Default: it is detected.'),
  })
  .refine(({ delimiter, quote }) => delimiter === undefined || delimiter !== (quote ?? '"'), {
    error: 'needs a delimiter that is not the quote',
  })
  .refine(({ format, path, url }) => (format === 'postgres' ? url !== undefined && path === undefined : url === undefined), {
    path: ['url'],
    error: 'belongs to `format: postgres`, which has no path',
  })
  .refine(({ format, path }) => format === 'postgres' || path !== undefined, {
    path: ['path'],
    error: 'is required for a file source',
  })
  .refine(({ format, table, query }) => format !== 'postgres' || (table === undefined) !== (query === undefined), {
    path: ['table'],
    error: 'or `query` is needed: give one of the two',
  })
  .refine(({ url = '' }) => !holdsPassword(url), {
    path: ['url'],
    error: 'holds a password; keep the address in a variable of the environment, and name that in braces after a dollar sign',
  })
  .transform(({ path, url, ...rest }) => ({ ...rest, path: path ?? url ?? '' }));

const reference = z.strictObject({
  columns: z.array(z.string()).min(1),
  dataset: z.string(),
  to: z.array(z.string()).min(1).optional().describe('Columns of the other dataset; default: its key.'),
  severity: z.enum(['info', 'warning', 'error', 'critical']).default('error'),
});

const derivedColumn = columnDefinition.pick({ type: true, scale: true }).extend({ expression: z.string() });

/** The schema of one dataset, given the schemas of the kinds of rules and steps. */
export function datasetDefinition(rule: z.ZodType<RuleDefinition>, step: z.ZodType<StepDefinition>) {
  return z.strictObject({
    description: z.string().max(2000).optional().describe('What a record stands for, for the data dictionary.'),
    source: sourceDefinition,
    columns: z.record(columnName, columnDefinition).refine((columns) => Object.keys(columns).length > 0, {
      error: 'needs at least one column',
    }),
    missing: z
      .enum(['fail', 'warn'])
      .default('fail')
      .describe('Where the file does not exist or is empty: fail, or warn and go on without records.'),
    extra_columns: z
      .enum(['flag', 'ignore', 'reject'])
      .default('flag')
      .describe('What to do with columns of the file that are not declared.'),
    null_words: z.array(z.string()).optional().describe("This dataset's own words for no value."),
    key: z.array(z.string()).default([]).describe('Columns that identify a record across runs.'),
    measure: z.string().optional().describe('The column that says what a record is worth: problems are weighed by its sum.'),
    references: z.array(reference).default([]),
    clean: z.array(step).default([]),
    rules: z.array(rule).default([]),
    expect: expectations.prefault({}).describe('What must hold for the dataset as a whole.'),
    freshness: freshness.optional().describe('How old its newest value may be.'),
    derive: z.record(columnName, derivedColumn).default({}),
    records: z
      .strictObject({
        update: z.boolean().default(false).describe('Whether clean records may be changed over REST.'),
        delete: z.boolean().default(false).describe('Whether clean records may be rejected over REST.'),
      })
      .prefault({})
      .describe('What programs may do to its clean records; the rules judge it, and it can be undone.'),
    anomalies: anomalySettings.optional().describe('How unusual records are looked for.'),
  });
}

export type DatasetDefinition = z.infer<ReturnType<typeof datasetDefinition>>;
