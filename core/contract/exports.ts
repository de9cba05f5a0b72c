import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from './errors.ts';
import { exportEncoding } from './export-encoding.ts';
import { exportFormats } from './export-format.ts';
import { filePath } from './file-path.ts';
import { selection } from './records.ts';
import { output } from './runs.ts';

/** How an export is asked for; it comes from the run that is shown. */
export const exportInput = z.strictObject({
  dataset: filePath,
  what: z
    .enum(['clean', 'raw', 'exceptions', 'changes', 'pack'])
    .default('clean')
    .describe('pack: only what changed, to be put onto the original file.'),
  format: z.enum(exportFormats).default('csv'),
  path: filePath.describe('A name that ends in .gz is packed by gzip.'),
  spreadsheetSafe: z.boolean().default(false),
  encoding: exportEncoding,
  overwrite: z.boolean().default(false),
  scope: selection.omit({ dataset: true, what: true }).optional().describe('Only the records that are meant; default: all.'),
});

export type ExportInput = z.output<typeof exportInput>;

const written = output.extend({ escapedCells: z.int() });

export const exports = {
  create: oc
    .route({
      method: 'POST',
      path: '/exports',
      summary: 'Write clean, raw, exception or change rows to a file, with its manifest',
    })
    .input(exportInput)
    .output(written)
    .errors(errors),
  follow: oc
    .route({
      method: 'POST',
      path: '/exports/follow',
      summary: 'The same with progress as server-sent events; disconnecting cancels, and nothing is written',
    })
    .input(exportInput)
    .output(
      eventIterator(
        z.discriminatedUnion('kind', [
          z.object({
            kind: z.literal('progress'),
            done: z.int().describe('Rows written.'),
            total: z.int().describe('0 where nobody knows.'),
          }),
          z.object({ kind: z.literal('done'), outcome: written }),
        ]),
      ),
    )
    .errors(errors),
  applyPack: oc
    .route({
      method: 'POST',
      path: '/exports/apply-pack',
      summary: 'Apply a change pack to the file that it was made from; the result is the clean file, byte for byte',
    })
    .input(z.strictObject({ pack: filePath, file: filePath, path: filePath, overwrite: z.boolean().default(false) }))
    .output(z.object({ path: z.string(), rows: z.int(), bytes: z.int(), sha256: z.string() }))
    .errors(errors),
};
