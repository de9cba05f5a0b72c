import { resolve } from 'node:path';
import { counted } from '#core/contract/counted.ts';
import type { AnswerOptions } from '../answer.ts';
import type { Command } from '../command.ts';
import { withWorkspace } from '../common-options.ts';

/** One file that holds a workspace and opens elsewhere. */
export const pack: Command = {
  add: (program, { terminal, action, answer }) => {
    withWorkspace(
      program
        .command('pack')
        .description('write all of a workspace into one file that opens on another machine, without its API keys')
        .argument('<file>', 'a new file, which ends in .winnow'),
    ).action(
      action((file: string, options: AnswerOptions) =>
        answer(
          options,
          (ask) => ask.workspace.pack({ path: resolve(file) }),
          ({ path, bytes }) => terminal.result(`${path}: ${counted(bytes, 'byte')}`),
        ),
      ),
    );
  },
};
