import { dirname, resolve } from 'node:path';
import { listBackups, makeBackup, removeBackup, restoreBackup } from '#core/workspace/backups.ts';
import { salvage } from '#core/workspace/salvage.ts';
import { bringUpToDate } from '#core/workspace/workspace.ts';
import { nowMicroseconds } from '../clock.ts';
import type { Implementer } from '../implementer.ts';

/** Answers everything about the file of a workspace as a whole: its backups, and the way out of damage. */
export function workspaceRoutes(os: Implementer) {
  return {
    backups: os.workspace.backups.handler(({ context: { session } }) => [...listBackups(session.path)]),
    backUp: os.workspace.backUp.handler(({ context: { session } }) =>
      session.write(({ database }) => makeBackup(database, session.path, 'asked', nowMicroseconds())),
    ),
    removeBackup: os.workspace.removeBackup.handler(({ input, context: { session } }) => {
      removeBackup(session.path, input.name);
      return { removed: input.name };
    }),
    pack: os.workspace.pack.handler(({ input: { path }, signal, context: { session } }) =>
      session.asking.ask('packWorkspace', { path: resolve(dirname(session.path), path) }, { signal }),
    ),
    restore: os.workspace.restore.handler(({ input, context: { session } }) =>
      session.withExclusiveAccess(() => {
        const restored = restoreBackup(session.path, input.name, nowMicroseconds());
        bringUpToDate(session.path);
        return restored;
      }),
    ),
    salvage: os.workspace.salvage.handler(({ context: { session } }) =>
      session.withExclusiveAccess(() => {
        const { setAside, tables } = salvage(session.path, nowMicroseconds());
        return { setAside, tables: [...tables] };
      }),
    ),
  };
}
