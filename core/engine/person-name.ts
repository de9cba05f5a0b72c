import { userInfo } from 'node:os';

/** The name that the system knows the person by. */
export function personName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
