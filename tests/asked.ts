import { createRouterClient } from '@orpc/server';
import { createEngine } from '#core/engine/engine.ts';

/** The engine of the workspace that `path` names, as a door asks it: opened when it is asked first, and again after `close`. */
export function asked(path: () => string) {
  let engine: ReturnType<typeof createEngine> | undefined;
  return {
    ask: () => {
      engine ??= createEngine(path());
      return createRouterClient(engine.router);
    },
    close: async () => {
      const open = engine;
      engine = undefined;
      await open?.close();
    },
  };
}
