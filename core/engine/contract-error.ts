import { ORPCError } from '@orpc/server';
import { errors } from '#core/contract/errors.ts';
import { Failure } from '#core/contract/failure.ts';

/** A Failure as the error that the contract knows; anything else as it is. */
export function contractError(error: unknown): unknown {
  if (!(error instanceof Failure)) return error;
  const { code, message, remedy } = error;
  return new ORPCError(code, { status: errors[code].status, message, cause: error, data: remedy && { remedy } });
}
