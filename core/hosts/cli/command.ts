import type { Command as Program } from 'commander';
import type { Answer } from './answer.ts';
import type { Terminal } from './terminal.ts';

/** One command: it adds itself to the program; its action returns an exit code. */
export interface Command {
  readonly add: (program: Program, context: CommandContext) => void;
}

/** What a command works with. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly answer: Answer;
  /** Wraps an action so that its exit code is kept and failures become a sentence. */
  readonly action: <Parameters extends unknown[]>(
    work: (...parameters: Parameters) => Promise<number>,
  ) => (...parameters: Parameters) => Promise<void>;
}
