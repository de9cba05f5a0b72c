import { z } from 'zod';
import { exportEncoding } from '#core/contract/export-encoding.ts';
import { exportFormats, textFormats } from '#core/contract/export-format.ts';
import { holdsPassword } from './holds-password.ts';

const subject = { dataset: z.string().optional(), model: z.string().optional() };

const file = z
  .strictObject({
    to: z.literal('file').default('file'),
    ...subject,
    what: z.enum(['clean', 'raw', 'exceptions', 'changes']).default('clean'),
    format: z.enum(exportFormats).default('csv'),
    compression: z.enum(['none', 'gzip']).default('none').describe('gzip packs a text format, and adds .gz to its name.'),
    spreadsheet_safe: z.boolean().default(false),
    encoding: exportEncoding,
  })
  .refine(({ compression, format }) => compression === 'none' || textFormats.includes(format), {
    path: ['compression'],
    error: `gzip works for ${textFormats.join(', ')} only`,
  });

const tableBase = {
  ...subject,
  table: z
    .string()
    .min(1)
    .optional()
    .describe('The name of the table, with its schema if need be; default: that of the dataset or model.'),
  mode: z
    .enum(['replace', 'append', 'upsert'])
    .default('replace')
    .describe(
      'replace makes the table again; append adds the rows; upsert changes the rows with the same key and adds the others.',
    ),
  indexes: z.array(z.array(z.string()).min(1)).default([]).describe('Columns of further indexes.'),
};

const sqliteTable = z
  .strictObject({
    to: z.literal('sqlite'),
    path: z
      .string()
      .min(1)
      .refine((path) => !/^([/\\\\]|[a-z]:)|(^|[/\\\\])\.\.([/\\\\]|$)/i.test(path), {
        error: 'leaves the folder of the exports; name a file within it',
      })
      .describe('Of the database, in the folder of the exports.'),
    ...tableBase,
  })
  .refine(({ table = '' }) => !/[.]|^(sqlite_|winnow_)/i.test(table), {
    path: ['table'],
    error: 'must be one name without dots that does not begin with sqlite_ or winnow_',
  });

const postgresTable = z
  .strictObject({
    to: z.literal('postgres'),
    url: z
      .string()
      .min(1)
      .refine((url) => !holdsPassword(url), {
        error: 'holds a password; keep the address in a variable of the environment, and name that in braces after a dollar sign',
      })
      .describe('A variable of the environment, such as DATABASE_URL in braces after a dollar sign.'),
    ...tableBase,
  })
  .refine(
    ({ table = '' }) => !/^pg_|^winnow_|\..*\.|\.$|^\./i.test(table) && table.split('.').every((part) => part.length <= 63),
    {
      path: ['table'],
      error:
        'must be a name, or a schema and a name with a dot between them, each of at most 63 characters, that does not begin with pg_ or winnow_',
    },
  );

/** An export of a run: a file, or a table of a database. */
export const exportDefinition = z.discriminatedUnion('to', [file, sqliteTable, postgresTable]);

type Export = z.infer<typeof exportDefinition>;
export type FileExport = Extract<Export, { to: 'file' }>;
export type TableExport = Exclude<Export, { to: 'file' }>;

/** Whether an export is a file. */
export function isFileExport(exported: Export): exported is FileExport {
  return exported.to === 'file';
}

/** Whether an export is a table of a database. */
export function isTableExport(exported: Export): exported is TableExport {
  return exported.to !== 'file';
}
