import { join, resolve } from 'node:path';
import { Failure } from '#core/contract/failure.ts';
import { lastAuditLine } from '#core/workspace/audit.ts';
import { appVersion } from '../app-version.ts';
import { nowMicroseconds } from '../clock.ts';
import { examine } from '../doctor.ts';
import type { Implementer } from '../implementer.ts';
import { shippedCatalogue, shippedPipelines } from '../load-pipeline.ts';
import { copyToOpen, sizeOfReadOnly } from '../read-only.ts';
import { forgetRecent, newFolderFor, noteRecent, recentWorkspaces } from '../recent.ts';
import type { Sessions } from '../sessions.ts';

/** Answers everything about the program and which workspaces are open. */
export function systemRoutes(os: Implementer, sessions: Sessions) {
  /** Opens a workspace, which whoever names none in later requests means from now on. */
  const open = (path: string, options: { readonly evenDamaged?: boolean; readonly isCopy?: boolean } = {}) => {
    const session = sessions.open(path, options);
    sessions.prefer(session);
    const hasWorkspace = session.reader.exists();
    if (hasWorkspace && !options.isCopy) noteRecent(session.path, nowMicroseconds());
    session.warm();
    return { workspace: session.path, hasWorkspace };
  };
  return {
    info: os.system.info.handler(({ context: { session } }) => {
      session.warm();
      return {
        version: appVersion,
        workspace: session.path,
        hasWorkspace: session.reader.exists(),
        pipelines: shippedCatalogue(),
        recent: recentWorkspaces(),
      };
    }),
    changes: os.system.changes.handler(({ context: { session } }) => ({
      workspace: session.path,
      count: session.reader.exists() ? session.reader.read(lastAuditLine) : 0,
    })),
    open: os.system.open.handler(({ input, context }) => {
      const path = resolve(input.workspace);
      const size = sizeOfReadOnly(path);
      if (size !== undefined && !input.asCopy) {
        const { session } = context;
        return { workspace: session.path, hasWorkspace: session.reader.exists(), needsCopy: size };
      }
      const isCopy = size !== undefined;
      const opened = open(isCopy ? copyToOpen(path) : path, { evenDamaged: input.evenDamaged, isCopy });
      return { ...opened, needsCopy: null };
    }),
    openSample: os.system.openSample.handler(({ input }) => {
      if (!shippedPipelines().includes(input.pipeline)) throw new Failure('NOT_FOUND', `there is no pipeline ${input.pipeline}`);
      return open(join(newFolderFor('samples'), `${input.pipeline}-sample.winnow`));
    }),
    forgetRecent: os.system.forgetRecent.handler(({ input }) => {
      forgetRecent(input.paths);
      return { recent: recentWorkspaces() };
    }),
    doctor: os.system.doctor.handler(({ context: { session } }) => [...examine(session.reader)]),
  };
}
