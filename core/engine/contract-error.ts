import { ORPCError } from '@orpc/server';
import { errors } from '#core/contract/errors.ts';
import { Failure } from '#core/contract/failure.ts';

/** A Failure as the error that the contract knows; anything else as it is. */
export function contractError(error: unknown): unknown {
  return error instanceof Failure
    ? new ORPCError(error.code, { status: errors[error.code].status, message: error.message, cause: error })
    : error;
}
