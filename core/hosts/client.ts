import { createRouterClient } from '@orpc/server';
import { createEngine } from '#core/engine/engine.ts';

/** The engine of a workspace as the command line asks it: the contract, answered in this process. */
export function createClient(workspacePath: string) {
  const engine = createEngine(workspacePath);
  return { ask: createRouterClient(engine.router), close: engine.close };
}
