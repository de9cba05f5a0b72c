import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { Failure } from '#core/contract/failure.ts';

/** 256 random bits as text that is safe in a header and an address. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

const minLength = 32;

/** The token in a file, for programs; where there is no such file, a new one that only this user may read. Throws a Failure (BAD_INPUT). */
export function tokenOfFile(path: string): string {
  try {
    const token = randomToken();
    writeFileSync(path, `${token}\n`, { mode: 0o600, flag: 'wx' });
    return token;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST'))
      throw new Failure('BAD_INPUT', `the token cannot be written to ${path}; choose a file in a folder that you may write to`, {
        cause: error,
      });
  }
  const token = readFileSync(path, 'utf8').trim();
  if (token.length < minLength || !/^[\w.~+/=-]+$/.test(token))
    throw new Failure('BAD_INPUT', `${path} holds no token: at least ${minLength} letters, digits or - _ . ~ + / = on one line`);
  return token;
}
