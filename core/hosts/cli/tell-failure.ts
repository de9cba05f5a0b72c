import { ORPCError } from '@orpc/client';
import { z } from 'zod';
import { Failure, type FailureCode, failureCodes } from '#core/contract/failure.ts';
import { exitCodeOf, exitCodes } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

/** What is a button in the window is an option or a command here. */
const hints: Readonly<Record<string, string>> = {
  overwrite: ' (--force)',
  restore: '; `winnow backup restore newest` brings back the last backup, `winnow salvage` what can still be read',
};

/** Tells why a command failed, and what may help; returns the exit code. */
export function tellFailure(error: unknown, terminal: Terminal): number {
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
