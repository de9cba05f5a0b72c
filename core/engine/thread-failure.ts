import { Failure } from '#core/contract/failure.ts';
import type { ThreadFailure } from './reader-messages.ts';

/** An error made ready to cross threads. */
export function failureToMessage(error: unknown): ThreadFailure {
  const isFailure = error instanceof Failure;
  return {
    kind: 'failure',
    code: isFailure ? error.code : null,
    remedy: isFailure ? error.remedy : undefined,
    details: isFailure ? error.details : [],
    cause: codeOf(isFailure ? error.cause : error),
    message: error instanceof Error ? error.message : String(error),
    stack:
      error instanceof Error
        ? `${error.stack}${error.cause instanceof Error ? `\ncaused by ${error.cause.stack}` : ''}`
        : undefined,
  };
}

/** The error that crossed threads: a Failure again, or a plain error for a bug. */
export function messageToFailure({ code, remedy, details, cause, message, stack }: ThreadFailure): Error {
  const source = cause === undefined ? undefined : Object.assign(new Error(cause), { code: cause });
  const error =
    code === null ? new Error(message, { cause: source }) : new Failure(code, message, { remedy, details, cause: source });
  if (stack !== undefined) error.stack = stack;
  return error;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
