import { listBackups, makeBackup, removeBackup, restoreBackup } from '#core/workspace/backups.ts';
import { salvage } from '#core/workspace/salvage.ts';
import { bringUpToDate, type Workspace } from '#core/workspace/workspace.ts';
import { nowMicroseconds } from '../clock.ts';
import type { Implementer } from '../implementer.ts';

/** What the routes of a workspace's file work with. */
interface WorkspaceDoor {
  readonly path: () => string;
  /** Does something with the workspace open for writing. */
  readonly write: <Result>(work: (workspace: Workspace) => Result) => Promise<Result>;
  /** Does something with the file while nobody has it open. */
  readonly alone: <Result>(work: () => Result) => Promise<Result>;
}

/** Answers everything about the file of a workspace as a whole: its backups, and the way out of damage. */
export function workspaceRoutes(os: Implementer, { path, write, alone }: WorkspaceDoor) {
  return {
    backups: os.workspace.backups.handler(() => [...listBackups(path())]),
    backUp: os.workspace.backUp.handler(() => write(({ database }) => makeBackup(database, path(), 'asked', nowMicroseconds()))),
    removeBackup: os.workspace.removeBackup.handler(({ input }) => {
      removeBackup(path(), input.name);
      return { removed: input.name };
    }),
    restore: os.workspace.restore.handler(({ input }) =>
      alone(() => {
        const restored = restoreBackup(path(), input.name, nowMicroseconds());
        bringUpToDate(path());
        return restored;
      }),
    ),
    salvage: os.workspace.salvage.handler(() =>
      alone(() => {
        const { setAside, tables } = salvage(path(), nowMicroseconds());
        return { setAside, tables: [...tables] };
      }),
    ),
  };
}
