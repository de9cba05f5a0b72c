import { ORPCError } from '@orpc/client';
import { CommanderError, Command as Program } from 'commander';
import { z } from 'zod';
import { Failure, type FailureCode, failureCodes } from '#core/contract/failure.ts';
import { appVersion } from '#core/engine/app-version.ts';
import { createAnswer } from './answer.ts';
import type { CommandContext } from './command.ts';
import { commands } from './commands.ts';
import { exitCodeOf, exitCodes } from './exit-code.ts';
import { createTerminal } from './terminal.ts';

/** What is a button in the window is an option or a command here. */
const hints: Readonly<Record<string, string>> = {
  overwrite: ' (--force)',
  restore: '; `winnow backup restore newest` brings back the last backup, `winnow salvage` what can still be read',
};

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
        process.exitCode = tell(error);
      }
    },
};

const program = new Program('winnow')
  .description(
    'Winnow reads files of records, checks every one, and ends each in exactly one place: clean, or an exception with all its reasons.',
  )
  .version(appVersion)
  .showHelpAfterError('winnow --help lists the commands')
  .exitOverride();
for (const command of commands) command.add(program, context);
// Standard output may be closed by a reader that has seen enough, such as head.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
});

try {
  await program.parseAsync();
} catch (error) {
  // Commander has told what is wrong by itself; asking for help or the version is no error.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.wrong;
  else process.exitCode = tell(error);
}

function tell(error: unknown): number {
  const code = failureCode(error);
  const text = error instanceof Error ? error.message : String(error);
  const message = text + (hints[remedyOf(error) ?? ''] ?? '');
  terminal.say(code === 'CANCELLED' ? message : `${terminal.paint('red', 'winnow:')} ${message}`);
  if (code !== undefined) return exitCodeOf(code);
  if (process.env['WINNOW_DEBUG'] && error instanceof Error) terminal.say(error.stack ?? '');
  return exitCodes.failed;
}

function remedyOf(error: unknown): string | undefined {
  if (error instanceof Failure) return error.remedy;
  return error instanceof ORPCError ? z.object({ remedy: z.string() }).safeParse(error.data).data?.remedy : undefined;
}

function failureCode(error: unknown): FailureCode | undefined {
  if (error instanceof Failure) return error.code;
  return error instanceof ORPCError ? failureCodes.find((code) => code === error.code) : undefined;
}
