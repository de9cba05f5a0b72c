import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from './errors.ts';
import { filePath } from './file-path.ts';

/** A file or folder that a person may choose. */
export const fileEntry = z.object({
  name: z.string(),
  path: z.string(),
  kind: z.enum(['folder', 'data', 'workspace', 'pipeline', 'other']),
  bytes: z.number(),
  modifiedAt: z.string(),
});

export type FileEntry = z.infer<typeof fileEntry>;

export const files = {
  list: oc
    .route({ method: 'POST', path: '/files', summary: 'What a folder of this computer holds, to choose a file from' })
    .input(z.strictObject({ folder: filePath.optional().describe('Default: the home folder.') }))
    .output(z.object({ folder: z.string(), parent: z.string().nullable(), entries: z.array(fileEntry) }))
    .errors(errors),
};
