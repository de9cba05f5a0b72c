import { Failure } from '#core/contract/failure.ts';
import { explainSqlite } from '#core/workspace/open.ts';
import { bringUpToDate, openWorkspace, type Workspace } from '#core/workspace/workspace.ts';
import { guardWorkspace } from '#core/workspace/workspace-parts.ts';
import { createQueryDesk, type QueryDesk } from './query-desk.ts';
import { createReviewDesk, type ReviewDesk } from './review-desk.ts';
import { createRunDesk, type RunDesk } from './run-desk.ts';
import { createWorkspaceReader, type WorkspaceReader } from './workspace-reader.ts';

/** One open workspace: everything that may be asked of it and done to it. Sessions know nothing of each other. */
export interface WorkspaceSession {
  readonly path: string;
  readonly reader: WorkspaceReader;
  readonly asking: QueryDesk;
  readonly runs: RunDesk;
  /** Writes decisions about records of the run that is shown. Throws a Failure (NOT_FOUND, CONFLICT) where there is none, or a run is under way. */
  readonly review: ReviewDesk['ask'];
  /** Lets go of the workspace where decisions are written, so that a run can write; refuses where changes would not be kept. */
  readonly makeWay: () => Promise<void>;
  /** Does something with the workspace open for writing; no run may be under way. */
  readonly write: <Result>(work: (workspace: Workspace) => Result) => Promise<Result>;
  /** Does something with the file of the workspace while nobody has it open. */
  readonly withExclusiveAccess: <Result>(work: () => Result) => Promise<Result>;
  /** Starts what a person who is about to look around will ask. */
  readonly warm: () => void;
  /** Whether a run, a question or a decision is under way. */
  readonly isBusy: () => boolean;
  /** Stops what is under way and closes every connection. */
  readonly close: () => Promise<void>;
}

/** Opens a session on a workspace, which need not exist yet; where the file is only a copy to look at, `original` is what it is a copy of. */
export function openSession(path: string, original?: string): WorkspaceSession {
  const unguard = guardWorkspace(path);
  const reader = createWorkspaceReader(path);
  const runs = createRunDesk();
  /** Resolves when nobody has exclusive access: until then nobody opens the workspace. */
  let ready: Promise<unknown> = Promise.resolve();
  const whenReady = async (): Promise<void> => void (await ready);
  const asking = createQueryDesk(() => path, whenReady);
  const deciding = createReviewDesk(() => path, whenReady);
  let underWay = 0;
  const counted = async <Result>(work: () => Result | Promise<Result>): Promise<Result> => {
    underWay++;
    try {
      return await work();
    } finally {
      underWay--;
    }
  };

  const closeConnections = async (): Promise<void> => {
    await deciding.close();
    await asking.close();
    reader.close();
  };
  /** Throws a Failure (BAD_INPUT) where changes would go with a copy, though whoever makes them would think them stored. */
  const assertKept = (): void => {
    if (original !== undefined)
      throw new Failure('BAD_INPUT', `${original} is read-only; copy it to a folder you can write to, and change it there`);
  };
  const assertThere = (): void => {
    assertKept();
    if (!reader.exists()) throw new Failure('NOT_FOUND', `there is no workspace ${path}; \`winnow run\` makes one`);
  };

  return {
    path,
    reader,
    asking: { ...asking, ask: (name, input, asked) => counted(() => asking.ask(name, input, asked)) },
    runs,
    review: (name, input, asked) => {
      assertThere();
      if (runs.current() !== null) throw new Failure('CONFLICT', 'a run is under way; decide when it has ended');
      return counted(() => deciding.ask(name, input, asked));
    },
    makeWay: () => {
      assertKept();
      return deciding.close();
    },
    write: (work) =>
      counted(async () => {
        assertKept();
        await deciding.close();
        assertThere();
        const opened = openWorkspace(path);
        try {
          return explained(path, () => work(opened));
        } finally {
          opened.close();
        }
      }),
    withExclusiveAccess: (work) => {
      const done = closeConnections().then(() => {
        // Somebody may have looked in meanwhile.
        reader.close();
        return explained(path, work);
      });
      ready = done.catch(() => undefined);
      return counted(() => done);
    },
    warm: () => {
      if (reader.exists()) asking.warm();
    },
    isBusy: () => underWay > 0 || runs.current() !== null,
    close: async () => {
      await runs.close();
      await closeConnections();
      unguard();
    },
  };
}

/** Brings the schema of a workspace up to date where there is one. Throws a Failure (BAD_INPUT) for a file that is no workspace, or damaged. */
export function assertOpenable(path: string): void {
  bringUpToDate(path);
  const reader = createWorkspaceReader(path);
  try {
    if (reader.exists()) reader.read(() => undefined);
  } finally {
    reader.close();
  }
}

function explained<Result>(path: string, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    throw explainSqlite(error, path, 'RUN_FAILED');
  }
}
