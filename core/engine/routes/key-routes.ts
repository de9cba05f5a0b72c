import { allKeys, makeKey, revokeKey } from '#core/store/api-keys.ts';
import { nowMicroseconds } from '../clock.ts';
import type { Implementer } from '../implementer.ts';
import { personName } from '../person-name.ts';

/** Answers which API keys a workspace has; makes and revokes them. */
export function keyRoutes(os: Implementer) {
  return {
    list: os.keys.list.handler(({ context: { session } }) => (session.reader.exists() ? [...session.reader.read(allKeys)] : [])),
    make: os.keys.make.handler(({ input: { name, scope, author = personName() }, context: { session } }) =>
      session.write(({ database }) => {
        const made = { name, scope, author, createdAt: nowMicroseconds() };
        return { ...made, key: makeKey(database, made) };
      }),
    ),
    revoke: os.keys.revoke.handler(({ input: { name, author = personName() }, context: { session } }) =>
      session.write(({ database }) => {
        revokeKey(database, { name, author, at: nowMicroseconds() });
        return { name };
      }),
    ),
  };
}
