import { CommanderError, Command as Program } from 'commander';
import { appVersion } from '#core/engine/app-version.ts';
import { createAnswer } from './answer.ts';
import type { CommandContext } from './command.ts';
import { commandsFor } from './commands.ts';
import { exitCodes } from './exit-code.ts';
import { createTerminal } from './terminal.ts';

const terminal = createTerminal();

const context: CommandContext = {
  terminal,
  answer: createAnswer(terminal),
  action:
    (work) =>
    async (...parameters) => {
      try {
        process.exitCode = await work(...parameters);
      } catch (error) {
        process.exitCode = await tell(error);
      }
    },
};

const program = new Program('winnow')
  .description(
    'Winnow reads files of records, checks every one, and puts each in exactly one place: clean, or an exception with all its reasons.',
  )
  .version(appVersion)
  .showHelpAfterError('winnow --help lists the commands')
  .exitOverride();
// Standard output may be closed by a reader that has seen enough, such as head.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
});

try {
  for (const command of await commandsFor(process.argv[2])) command.add(program, context);
  await program.parseAsync();
} catch (error) {
  // Commander has printed what is wrong itself; asking for help or the version is no error.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.wrong;
  else process.exitCode = await tell(error);
}

async function tell(error: unknown): Promise<number> {
  const { tellFailure } = await import('./tell-failure.ts');
  return tellFailure(error, terminal);
}
