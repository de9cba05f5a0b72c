import { implement, ORPCError } from '@orpc/server';
import { contract } from '#core/contract/contract.ts';
import { errors } from '#core/contract/errors.ts';
import { Failure } from '#core/contract/failure.ts';

/** Begins an implementation of the contract: what fails with a Failure is told as the error that the contract knows. */
export function createImplementer() {
  return implement(contract).use(async ({ next }) => {
    try {
      return await next();
    } catch (error) {
      throw error instanceof Failure
        ? new ORPCError(error.code, { status: errors[error.code].status, message: error.message, cause: error })
        : error;
    }
  });
}

export type Implementer = ReturnType<typeof createImplementer>;
