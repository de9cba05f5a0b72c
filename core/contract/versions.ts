import { oc } from '@orpc/contract';
import { z } from 'zod';
import { authorName } from './author.ts';
import { errors } from './errors.ts';

/** One of the definitions that ran in a workspace. */
export const version = z.object({
  version: z.int().describe('Its number, from 1, in the order in which they first ran.'),
  name: z.string().nullable().describe('What a person calls it.'),
  pipeline: z.string(),
  firstRunAt: z.string(),
  runs: z.array(z.string()).describe('The ids of the runs that used it, newest first.'),
  isShown: z.boolean().describe('Whether the run that is shown used it.'),
});

export type Version = z.infer<typeof version>;

/** One thing that two definitions do not have alike. */
export const definitionChange = z.object({
  dataset: z.string().nullable().describe('null: it is about the whole pipeline.'),
  kind: z.string().describe('A rule, a step, a column …'),
  name: z.string(),
  before: z.string().nullable().describe('What it says, in words; null where it is not there.'),
  after: z.string().nullable(),
});

export type DefinitionChange = z.infer<typeof definitionChange>;

const number = z.coerce.number().int().min(1);

export const versions = {
  list: oc
    .route({ method: 'GET', path: '/versions', summary: 'The definitions that have run in the workspace, newest first' })
    .output(z.array(version))
    .errors(errors),
  name: oc
    .route({ method: 'PUT', path: '/versions/{version}/name', summary: 'Name a version; an empty name removes it' })
    .input(
      z.strictObject({
        version: number,
        name: z
          .string()
          .trim()
          .max(80)
          .regex(/^\P{Cc}*$/u, 'must be one line'),
        author: authorName.optional(),
      }),
    )
    .output(version)
    .errors(errors),
  compare: oc
    .route({
      method: 'POST',
      path: '/versions/compare',
      summary: 'How two versions differ, in sentences, with the text of both',
    })
    .input(
      z.strictObject({
        before: number.optional().describe('Default: the version that is shown.'),
        after: z
          .union([number, z.string().max(1_000_000)])
          .optional()
          .describe('A version, or the text of a pipeline.yaml. Default: the version that is shown.'),
      }),
    )
    .output(z.object({ changes: z.array(definitionChange), before: z.string(), after: z.string() }))
    .errors(errors),
};

/** A change as one sentence. */
export function changeSentence({ dataset, kind, name, before, after }: DefinitionChange): string {
  const what = `${dataset === null ? '' : `${dataset}: `}${kind}${name === '' ? '' : ` ${name}`}`;
  if (before === null) return `${what} was added${after ? `: ${after}` : ''}`;
  if (after === null) return `${what} was removed${before ? `: ${before}` : ''}`;
  // What it says shortly may be the same.
  return before === after ? `${what} changed` : `${what} changed: ${before} → ${after}`;
}
