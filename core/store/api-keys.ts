import { createHash, randomBytes } from 'node:crypto';
import { Failure } from '#core/contract/failure.ts';
import type { ApiKey } from '#core/contract/keys.ts';
import { sql } from '#core/sql/sql.ts';
import { appendAudit } from '#core/workspace/audit.ts';
import { type Database, rowsOf, run } from '#core/workspace/open.ts';

/** How every key begins: whoever finds one in a file or a log knows what it opens. */
const prefix = 'winnow_';

/** All keys of a workspace, by name. */
export function allKeys(database: Database): readonly ApiKey[] {
  return rowsOf(database, sql`select name, scope, author, created_at from api_keys order by name`).map(keyOf);
}

/** Makes a key of 256 random bits and stores its hash. Throws a Failure (CONFLICT) where the name is taken. */
export function makeKey(database: Database, made: ApiKey): string {
  const { name, scope, author, createdAt } = made;
  const key = prefix + randomBytes(32).toString('base64url');
  database
    .transaction(() => {
      if (allKeys(database).some((other) => other.name === name))
        throw new Failure('CONFLICT', `there is a key ${name} already; revoke it first, or choose another name`);
      run(
        database,
        sql`insert into api_keys (name, hash, scope, author, created_at) values (${name}, ${hashOf(key)}, ${scope}, ${author}, ${createdAt})`,
      );
      appendAudit(database, {
        ...{ runId: null, type: 'key made', count: null, timestamp: createdAt },
        description: `${author} made the API key ${name}, which may ${scope === 'read' ? 'read tables' : 'read tables and change records'}`,
      });
    })
    .immediate();
  return key;
}

/** Removes a key for ever. Throws a Failure (NOT_FOUND) where there is none of this name. */
export function revokeKey(
  database: Database,
  { name, author, at }: { readonly name: string; readonly author: string; readonly at: string },
): void {
  database
    .transaction(() => {
      const { changes } = run(database, sql`delete from api_keys where name = ${name}`);
      if (changes === 0)
        throw new Failure('NOT_FOUND', `there is no API key ${name}; \`winnow keys list\` shows those there are`);
      appendAudit(database, {
        ...{ runId: null, type: 'key revoked', count: null, timestamp: at },
        description: `${author} revoked the API key ${name}`,
      });
    })
    .immediate();
}

/** What is known of a key; undefined where the workspace does not know it. */
export function findKey(database: Database, key: string): ApiKey | undefined {
  if (!key.startsWith(prefix)) return undefined;
  const [found] = rowsOf(database, sql`select name, scope, author, created_at from api_keys where hash = ${hashOf(key)}`);
  return found && keyOf(found);
}

/** A key is as random as its hash is long: there is nothing to guess, and so nothing to slow down. */
function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

function keyOf([name, scope, author, createdAt]: readonly unknown[]): ApiKey {
  return {
    name: String(name),
    scope: scope === 'write' ? 'write' : 'read',
    author: String(author),
    createdAt: String(createdAt),
  };
}
