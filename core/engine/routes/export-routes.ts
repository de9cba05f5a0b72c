import { dirname, resolve } from 'node:path';
import type { ExportInput } from '#core/contract/exports.ts';
import { applyPack } from '../apply-pack.ts';
import { followed } from '../followed.ts';
import type { Implementer } from '../implementer.ts';
import type { Asking } from '../work-thread.ts';
import type { WorkspaceSession } from '../workspace-session.ts';

/** Answers everything about files that are written, and says whether one is being written. */
export function exportRoutes(os: Implementer) {
  let underWay = 0;
  const write: typeof writeNow = async (session, input, asked) => {
    underWay++;
    try {
      return await writeNow(session, input, asked);
    } finally {
      underWay--;
    }
  };
  const routes = {
    create: os.exports.create.handler(({ input, signal, context: { session } }) => write(session, input, { signal })),
    follow: os.exports.follow.handler(({ input, signal, context: { session } }) =>
      followed((asked) => write(session, input, asked), signal),
    ),
    applyPack: os.exports.applyPack.handler(({ input }) => applyPack(input)),
  };
  return { routes, isWriting: () => underWay > 0 };
}

/** Writes an export, beside the workspace where no folder is named, and notes it in the workspace. */
async function writeNow(
  { path: workspace, asking, review }: WorkspaceSession,
  input: ExportInput,
  { onProgress, signal }: Asking,
) {
  const path = resolve(dirname(resolve(workspace)), input.path);
  const { runId, result } = await asking.ask('export', { ...input, path }, { onProgress, signal });
  const { rows, bytes, sha256, escapedCells } = result;
  const written = { path: result.path, subject: input.dataset, what: input.what, format: input.format, rows, bytes, sha256 };
  // The file and its manifest are whole whether the workspace can be told now or not: it may be read-only, or a run be under way.
  await Promise.resolve()
    .then(() => review('noteExport', { runId, written }))
    .catch(() => undefined);
  return { ...written, escapedCells };
}
