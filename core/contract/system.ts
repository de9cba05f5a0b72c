import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from './errors.ts';
import { filePath } from './file-path.ts';

/** A thing that was looked at and found well or not. */
export const finding = z.object({ what: z.string(), isWell: z.boolean(), message: z.string() });

/** A workspace that was open lately. */
export const recentWorkspace = z.object({ path: z.string(), name: z.string(), openedAt: z.string(), isThere: z.boolean() });

export const system = {
  info: oc
    .route({
      method: 'GET',
      path: '/system',
      summary: 'Version, workspace, shipped pipelines and workspaces that were open lately',
    })
    .output(
      z.object({
        version: z.string(),
        workspace: z.string(),
        hasWorkspace: z.boolean(),
        pipelines: z.array(z.object({ name: z.string(), title: z.string(), description: z.string() })),
        recent: z.array(recentWorkspace),
      }),
    )
    .errors(errors),
  changes: oc
    .route({
      method: 'GET',
      path: '/system/changes',
      summary: 'A counter that moves whenever something is run or decided in the workspace, by anybody',
    })
    .output(z.object({ workspace: z.string(), count: z.int() }))
    .errors(errors),
  open: oc
    .route({ method: 'POST', path: '/system/open', summary: 'Switch to another workspace, which need not exist yet' })
    .input(
      z.strictObject({
        workspace: filePath,
        asCopy: z
          .boolean()
          .default(false)
          .describe('Open a private temporary copy, where the workspace is on a medium that may not be written to.'),
        evenDamaged: z.boolean().default(false).describe('Also where it cannot be read, so that a backup can be restored.'),
      }),
    )
    .output(
      z.object({
        workspace: z.string(),
        hasWorkspace: z.boolean(),
        needsCopy: z
          .int()
          .nullable()
          .describe('Bytes to be copied where it can only be opened `asCopy`; it was not opened then.'),
      }),
    )
    .errors(errors),
  openSample: oc
    .route({
      method: 'POST',
      path: '/system/sample',
      summary: 'Switch to the workspace in which a shipped pipeline can be tried',
    })
    .input(z.strictObject({ pipeline: filePath }))
    .output(z.object({ workspace: z.string(), hasWorkspace: z.boolean() }))
    .errors(errors),
  forgetRecent: oc
    .route({
      method: 'POST',
      path: '/system/recent/forget',
      summary: 'Take workspaces off the list of recent ones; the files stay',
    })
    .input(z.strictObject({ paths: z.array(filePath).max(100) }))
    .output(z.object({ recent: z.array(recentWorkspace) }))
    .errors(errors),
  doctor: oc
    .route({ method: 'GET', path: '/system/doctor', summary: 'Look over the program and the workspace' })
    .output(z.array(finding))
    .errors(errors),
};
