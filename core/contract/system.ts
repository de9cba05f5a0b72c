import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from './errors.ts';

/** A thing that was looked at and found well or not. */
export const finding = z.object({ what: z.string(), isWell: z.boolean(), message: z.string() });

export const system = {
  info: oc
    .route({ method: 'GET', path: '/system', summary: 'Version, workspace and shipped pipelines' })
    .output(z.object({ version: z.string(), workspace: z.string(), hasWorkspace: z.boolean(), pipelines: z.array(z.string()) }))
    .errors(errors),
  doctor: oc
    .route({ method: 'GET', path: '/system/doctor', summary: 'Look over the program and the workspace' })
    .output(z.array(finding))
    .errors(errors),
};
