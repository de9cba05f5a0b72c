import type { Context } from 'hono';
import type { KeyHolder } from '#core/engine/key-holders.ts';
import type { createPathFinder } from './further-paths.ts';

/** Names the workspace that a request is about, percent-encoded; the default is the one that was opened last. */
const workspaceHeader = 'winnow-workspace';

/** Where a request gets its API key from, and what its holder may do. */
export interface KeyAccess {
  readonly holderOf: (key: string, workspace?: string) => KeyHolder | undefined;
  readonly furtherPath: ReturnType<typeof createPathFinder>;
}

/** Who asks: the holder of an API key, or nobody in particular where the request bears the server's token. */
export interface Caller {
  readonly Variables: { readonly holder?: KeyHolder };
}

/** The workspace that a request names; null for one that is encoded wrong. */
export function namedWorkspace(c: Context): string | undefined | null {
  const text = c.req.header(workspaceHeader);
  if (text === undefined) return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Why an API key does not allow a request: it opens tables, and nothing else of Winnow; undefined where it does. */
export async function whyNotByKey(c: Context, { scope, workspace }: KeyHolder, furtherPath: KeyAccess['furtherPath']) {
  const { method, url } = c.req;
  // Looked at without its body, which can be read only once.
  if (!isOfTables(url) && !(await furtherPath(new Request(url), workspace)))
    return 'an API key only gives access to tables, under /api/data and the paths that the pipeline declares';
  const isReading = method === 'GET' || method === 'HEAD';
  return scope === 'read' && !isReading ? 'this API key may only read' : undefined;
}

/** Whether a request is for tables under their own path, as the router reads it: without `..`. */
export function isOfTables(url: string): boolean {
  return /^\/api\/data(?:\/|$)/.test(new URL(url).pathname);
}
