import { realPathOf } from '#core/workspace/workspace-parts.ts';
import { assertOpenable, openSession, type WorkspaceSession } from './workspace-session.ts';

/** A session of which nobody asks anything for so long is closed, in milliseconds. */
const usualIdleTime = 5 * 60_000;

/** All workspaces that are open in this engine, each a session addressed by its path. */
export interface Sessions {
  /** The session of a workspace, opened when it is first asked for; without a path, that of the workspace which the engine was told to open last. */
  readonly of: (path?: string) => WorkspaceSession;
  /** Opens a workspace. Throws a Failure (BAD_INPUT) for a file that is none, and for a damaged one unless `evenDamaged`. */
  readonly open: (path: string, options?: { readonly evenDamaged?: boolean }) => WorkspaceSession;
  /** Makes a session the one for requests that name no workspace. */
  readonly prefer: (session: WorkspaceSession) => void;
  readonly all: () => readonly WorkspaceSession[];
  readonly close: () => Promise<void>;
}

/** Opens the first session; `original` is what its workspace is only a copy of, to look at. */
export function createSessions(firstPath: string, original?: string, idleTime = usualIdleTime): Sessions {
  const sessions = new Map<string, WorkspaceSession>();
  const timers = new Map<string, NodeJS.Timeout>();
  // SQLite follows links: its log and lock are beside the file that the link points to.
  let preferred = realPathOf(firstPath);

  const keep = (session: WorkspaceSession): WorkspaceSession => {
    clearTimeout(timers.get(session.path));
    timers.set(session.path, setTimeout(() => void closeIdle(session), idleTime).unref());
    return session;
  };
  const closeIdle = async (session: WorkspaceSession): Promise<void> => {
    if (session.path === preferred || session.isBusy()) {
      keep(session);
      return;
    }
    sessions.delete(session.path);
    timers.delete(session.path);
    await session.close();
  };
  const at = (path: string): WorkspaceSession => {
    const known = sessions.get(path);
    if (known) return keep(known);
    try {
      assertOpenable(path);
    } catch {
      // Whatever is asked first says what is wrong with the file.
    }
    const opened = openSession(path, path === realPathOf(firstPath) ? original : undefined);
    sessions.set(path, opened);
    return keep(opened);
  };

  at(preferred);
  return {
    of: (path) => at(path === undefined ? preferred : realPathOf(path)),
    open: (path, { evenDamaged = false } = {}) => {
      const real = realPathOf(path);
      if (!evenDamaged) assertOpenable(real);
      return at(real);
    },
    prefer: ({ path }) => {
      preferred = path;
    },
    all: () => [...sessions.values()],
    close: async () => {
      for (const timer of timers.values()) clearTimeout(timer);
      await Promise.all([...sessions.values()].map((session) => session.close()));
    },
  };
}
