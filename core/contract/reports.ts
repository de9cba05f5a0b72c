import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from './errors.ts';
import { filePath } from './file-path.ts';

export const reports = {
  write: oc
    .route({
      method: 'POST',
      path: '/reports',
      summary:
        'Write a report on the run that is shown as one HTML file that needs no other: account, score, rules, exceptions, decisions, proof',
    })
    .input(
      z.strictObject({
        path: filePath.describe('Beside the workspace where no folder is named.'),
        overwrite: z.boolean().default(false),
        withProfile: z.boolean().default(false).describe('Say what each column of the raw rows holds as well.'),
        showPersonal: z.boolean().default(false).describe('Show values of columns that seem to hold personal data.'),
      }),
    )
    .output(z.object({ path: z.string(), bytes: z.int() }))
    .errors(errors),
};
