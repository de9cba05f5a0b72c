import { createRouterClient } from '@orpc/server';
import { Failure } from '#core/contract/failure.ts';
import type { createEngine } from '#core/engine/engine.ts';

/** Methods that tables answer to. */
const methods: readonly string[] = ['GET', 'PATCH', 'PUT', 'DELETE'];

/**
 * Makes the function that turns a request for a path which the pipeline declares into one for its table: `/customers/12` into
 * `/api/data/customers/12`. Undefined where the path is none of these, or no run has finished.
 */
export function createPathFinder(router: ReturnType<typeof createEngine>['router']) {
  return async (request: Request, workspace: string | undefined): Promise<Request | undefined> => {
    if (!methods.includes(request.method)) return undefined;
    const url = new URL(request.url);
    const asked = url.pathname.replace(/^\/api(?=\/)/, '').replace(/^\/|\/$/g, '');
    const paths = await createRouterClient(router, { context: { workspace } })
      .data.paths({})
      .catch((error: unknown) => {
        if (error instanceof Failure || (error instanceof Error && 'defined' in error)) return {};
        throw error;
      });
    const found = Object.entries(paths)
      .filter(([path]) => asked === path || asked.startsWith(`${path}/`))
      .toSorted(([one], [other]) => other.length - one.length)[0];
    if (!found) return undefined;
    const [path, table] = found;
    const key = asked.slice(path.length);
    return new Request(new URL(`/api/data/${encodeURIComponent(table)}${key}${url.search}`, url), {
      ...{ method: request.method, headers: request.headers },
      ...(request.body && { body: await request.arrayBuffer() }),
    });
  };
}
