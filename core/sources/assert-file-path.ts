import { Failure } from '#core/contract/failure.ts';

/**
 * Throws a Failure (BAD_INPUT) for an address of a server in the place of a file. Only its scheme is named, because the rest may hold a password.
 */
export function assertFilePath(text: string): void {
  const [, scheme] = /^([a-z][a-z0-9+.-]+):\/\//i.exec(text) ?? [];
  if (scheme !== undefined)
    throw new Failure(
      'BAD_INPUT',
      `${scheme}://… is the address of a server, and Winnow reads files on this machine. Export the table to a file first`,
    );
}
