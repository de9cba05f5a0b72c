import { createRouterClient } from '@orpc/server';
import { createEngine } from '#core/engine/engine.ts';
import { explainInput } from '#core/engine/input-error.ts';
import { openableWorkspace } from '../openable-workspace.ts';

/** The engine of a workspace as the command line asks it: the contract, answered in this process. */
export type Ask = ReturnType<typeof createAsk>;

/** Opens a workspace's engine for some work and closes it again. */
export async function withClient<Result>(workspacePath: string, work: (ask: Ask) => Promise<Result>): Promise<Result> {
  const path = openableWorkspace(workspacePath);
  const engine = createEngine(path, path === workspacePath ? undefined : workspacePath);
  try {
    return await work(createAsk(engine.router));
  } finally {
    await engine.close();
  }
}

function createAsk(router: ReturnType<typeof createEngine>['router']) {
  return createRouterClient(router, { interceptors: [explainInput] });
}
