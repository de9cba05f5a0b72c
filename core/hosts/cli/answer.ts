import type { Ask } from './client.ts';
import { exitCodes } from './exit-code.ts';
import { findWorkspace } from './find-workspace.ts';
import type { Terminal } from './terminal.ts';

/** The options of a command that asks one workspace and may print JSON. */
export interface AnswerOptions {
  readonly workspace?: string;
  readonly json?: boolean;
}

/** Asks the engine of the workspace that the options name, and prints what came back: as one JSON document, or as `print` does. */
export type Answer = <Made>(
  options: AnswerOptions,
  work: (ask: Ask) => Promise<Made>,
  print: (made: Made) => void,
) => Promise<number>;

/** Makes the function by which commands answer on a terminal. */
export function createAnswer(terminal: Terminal): Answer {
  return async ({ workspace, json }, work, print) => {
    // The engine takes longest to load, and asking for help needs none.
    const { withClient } = await import('./client.ts');
    return withClient(findWorkspace(workspace), async (ask) => {
      const made = await work(ask);
      if (json) terminal.json(made);
      else print(made);
      return exitCodes.done;
    });
  };
}
