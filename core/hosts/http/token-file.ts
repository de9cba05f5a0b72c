import { randomBytes } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
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
  const token = readPrivately(path).trim();
  if (token.length < minLength || !/^[\w.~+/=-]+$/.test(token))
    throw new Failure('BAD_INPUT', `${path} holds no token: at least ${minLength} letters, digits or - _ . ~ + / = on one line`);
  return token;
}

/** The text of a file that nobody else may read, as far as the system can say so. */
function readPrivately(path: string): string {
  const cannot = (why: string, cause?: unknown): Failure =>
    new Failure('BAD_INPUT', `the token file ${path} ${why}; name another, or remove it and Winnow makes one`, { cause });
  const found = statSync(path);
  if (!found.isFile()) throw cannot('is no file');
  if (process.platform !== 'win32' && (found.mode & 0o077) !== 0) throw cannot('can be read by other users');
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw cannot('cannot be read', error);
  }
}
