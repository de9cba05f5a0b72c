import { implement } from '@orpc/server';
import { contract } from '#core/contract/contract.ts';
import { contractError } from './contract-error.ts';
import type { Sessions } from './sessions.ts';

/** What a door adds to a request besides its input: the path of the workspace that the request is about, if it names one. */
export interface RequestContext {
  readonly workspace?: string | undefined;
  /** The name of the API key that the request bears, if it bears one. */
  readonly keyName?: string | undefined;
}

/**
 * Begins an implementation of the contract: handlers get the session of the workspace that a request is about, and a Failure becomes the
 * error that the contract declares.
 */
export function createImplementer(sessions: Sessions) {
  return implement(contract)
    .$context<RequestContext>()
    .use(async ({ context, next }) => {
      try {
        return await next({ context: { session: sessions.of(context.workspace) } });
      } catch (error) {
        throw contractError(error);
      }
    });
}

export type Implementer = ReturnType<typeof createImplementer>;
