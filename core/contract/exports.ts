import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from './errors.ts';
import { filePath } from './file-path.ts';
import { selection } from './records.ts';
import { output } from './runs.ts';

/** How an export is asked for; it comes from the run that is shown. */
export const exportInput = z.object({
  dataset: filePath,
  what: z.enum(['clean', 'raw', 'exceptions', 'changes']).default('clean'),
  format: z.enum(['csv', 'json', 'ndjson']).default('csv'),
  path: filePath,
  spreadsheetSafe: z.boolean().default(false),
  overwrite: z.boolean().default(false),
  scope: selection
    .pick({ filter: true, breaks: true, status: true, search: true })
    .extend({ ids: z.array(z.int()).max(100_000).optional().describe('Numbers of records.') })
    .optional()
    .describe('Only the records that are meant; default: all.'),
});

export const exports = {
  create: oc
    .route({
      method: 'POST',
      path: '/exports',
      summary: 'Write clean, raw, exception or change rows to a file, with its manifest',
    })
    .input(exportInput)
    .output(output.extend({ escapedCells: z.int() }))
    .errors(errors),
};
