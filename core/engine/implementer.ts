import { implement } from '@orpc/server';
import { contract } from '#core/contract/contract.ts';
import { contractError } from './contract-error.ts';

/** Begins an implementation of the contract: what fails with a Failure is told as the error that the contract knows. */
export function createImplementer() {
  return implement(contract).use(async ({ next }) => {
    try {
      return await next();
    } catch (error) {
      throw contractError(error);
    }
  });
}

export type Implementer = ReturnType<typeof createImplementer>;
