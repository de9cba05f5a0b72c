import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from './errors.ts';
import { filePath } from './file-path.ts';
import { dialect } from './source.ts';

/** What a sample says of one column. */
export const columnProposal = z.object({
  name: z.string(),
  header: z.string(),
  type: z.string(),
  evidence: z.string(),
});

export const sources = {
  preview: oc
    .route({
      method: 'POST',
      path: '/sources/preview',
      summary: 'The first rows of a file, how it is to be read, and what its columns seem to be',
    })
    .input(z.object({ path: filePath, rows: z.int().min(1).max(1000).default(100) }))
    .output(
      z.object({
        dialect,
        columns: z.array(columnProposal),
        rows: z.array(z.array(z.string())),
        problems: z.array(z.object({ line: z.int(), byteOffset: z.int(), reason: z.string() })),
      }),
    )
    .errors(errors),
  infer: oc
    .route({ method: 'POST', path: '/sources/infer', summary: 'A pipeline.yaml proposed for a file' })
    .input(z.object({ path: filePath }))
    .output(z.object({ yaml: z.string() }))
    .errors(errors),
};
