import type { ApiKey } from '#core/contract/keys.ts';
import { findKey } from '#core/store/api-keys.ts';
import { realPathOf } from '#core/workspace/workspace-parts.ts';
import type { Sessions } from './sessions.ts';
import type { WorkspaceSession } from './workspace-session.ts';

/** An API key and the workspace that it opens. */
export interface KeyHolder extends ApiKey {
  readonly workspace: string;
}

/**
 * Makes the function that finds the holder of an API key: a key opens the workspace that it was made in, and no other. It is looked for only in
 * workspaces that are open already, so that nobody without a key can make the engine open a file.
 */
export function createKeyHolders(sessions: Sessions): (key: string, workspace?: string) => KeyHolder | undefined {
  return (key, workspace) => {
    const named = workspace === undefined ? undefined : realPathOf(workspace);
    // A copy of a workspace has the keys of its original; the workspace that was opened last comes first.
    for (const session of [sessions.of(), ...sessions.all()]) {
      if (named !== undefined && session.path !== named) continue;
      const found = keyIn(session, key);
      if (found) return { ...found, workspace: session.path };
    }
    return undefined;
  };
}

function keyIn({ reader }: WorkspaceSession, key: string): ApiKey | undefined {
  if (!reader.exists()) return undefined;
  try {
    return reader.read((database) => findKey(database, key));
  } catch {
    // A damaged or older workspace accepts no key; the server's token still shows what is wrong with it.
    return undefined;
  }
}
