import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from './errors.ts';
import { filePath } from './file-path.ts';

/** A copy of the workspace as it was at one moment. */
export const backup = z.object({
  name: z.string(),
  path: z.string(),
  madeAt: z.string(),
  reason: z.string(),
  bytes: z.int(),
});

export const workspace = {
  backups: oc
    .route({ method: 'GET', path: '/backups', summary: 'Backups of the workspace, newest first' })
    .output(z.array(backup))
    .errors(errors),
  backUp: oc
    .route({ method: 'POST', path: '/backups', summary: 'Make a backup of the workspace as it is now' })
    .output(backup)
    .errors(errors),
  removeBackup: oc
    .route({ method: 'DELETE', path: '/backups/{name}', summary: 'Remove a backup' })
    .input(z.strictObject({ name: z.string() }))
    .output(z.object({ removed: z.string() }))
    .errors(errors),
  pack: oc
    .route({
      method: 'POST',
      path: '/workspace/pack',
      summary: 'Write all of the workspace into one file that opens on another machine, without its API keys',
    })
    .input(z.strictObject({ path: filePath.describe('Ends in .winnow; beside the workspace where no folder is named.') }))
    .output(z.object({ path: z.string(), bytes: z.int() }))
    .errors(errors),
  restore: oc
    .route({
      method: 'POST',
      path: '/backups/{name}/restore',
      summary: 'Restore a backup; the present workspace is kept as a backup',
    })
    .input(z.strictObject({ name: z.string() }))
    .output(z.object({ kept: z.string().nullable().describe('Where the state before the restore is.') }))
    .errors(errors),
  salvage: oc
    .route({
      method: 'POST',
      path: '/system/salvage',
      summary: 'Set a damaged workspace aside and build a new one of every row that can still be read',
    })
    .output(
      z.object({
        setAside: z.string().describe('Where the damaged file is now.'),
        tables: z.array(z.object({ table: z.string(), rows: z.int(), isWhole: z.boolean() })),
      }),
    )
    .errors(errors),
};
