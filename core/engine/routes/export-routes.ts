import { resolve } from 'node:path';
import type { z } from 'zod';
import type { exportInput } from '#core/contract/exports.ts';
import { applyPack } from '../apply-pack.ts';
import { followed } from '../followed.ts';
import type { Implementer } from '../implementer.ts';
import type { QueryDesk } from '../query-desk.ts';
import type { ReviewDesk } from '../review-desk.ts';
import type { Asking } from '../work-thread.ts';

/** Answers everything about files that are written, into `folder` where no other is named, and says whether one is being written. */
export function exportRoutes(
  os: Implementer,
  { asking, review, folder }: { asking: QueryDesk; review: ReviewDesk['ask']; folder: () => string },
) {
  let underWay = 0;
  const write: typeof writeNow = async (input, asked) => {
    underWay++;
    try {
      return await writeNow(input, asked);
    } finally {
      underWay--;
    }
  };
  const writeNow = async (input: z.output<typeof exportInput>, { onProgress, signal }: Asking) => {
    const { runId, result } = await asking.ask(
      'export',
      { ...input, path: resolve(folder(), input.path) },
      { onProgress, signal },
    );
    const { path, rows, bytes, sha256, escapedCells } = result;
    const written = { path, subject: input.dataset, what: input.what, format: input.format, rows, bytes, sha256 };
    // The file and its manifest stand whether the workspace can be told of it now or not: it may be read-only, or a run be under way.
    await Promise.resolve()
      .then(() => review('noteExport', { runId, written }))
      .catch(() => undefined);
    return { ...written, escapedCells };
  };
  const routes = {
    create: os.exports.create.handler(({ input, signal }) => write(input, { signal })),
    follow: os.exports.follow.handler(({ input, signal }) => followed((asked) => write(input, asked), signal)),
    applyPack: os.exports.applyPack.handler(({ input }) => applyPack(input)),
  };
  return { routes, isWriting: () => underWay > 0 };
}
