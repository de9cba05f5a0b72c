import type { Client, QueryConfig } from 'pg';
import { Failure, type FailureCode } from '#core/contract/failure.ts';

/** A connection to PostgreSQL. */
export type PostgresClient = Client;

const connectTimeout = 15_000;

/**
 * Opens a connection to PostgreSQL whose texts are exact and the same everywhere: ISO dates, UTC, all digits. Throws a Failure that says why
 * it cannot; no message holds the password.
 */
export async function connectPostgres(url: string, code: FailureCode = 'BAD_INPUT'): Promise<PostgresClient> {
  const { default: pg } = await import('pg');
  const address = addressOf(url);
  if (address === undefined)
    throw new Failure(code, 'this is not the address of a PostgreSQL database; write postgres://user@host:5432/database');
  const client = new pg.Client({ connectionString: url, application_name: 'winnow', connectionTimeoutMillis: connectTimeout });
  // A connection that breaks rejects what was asked; nobody else needs to hear of it.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(
      "set datestyle = 'ISO, YMD'; set intervalstyle = 'iso_8601'; set timezone = 'UTC'; set extra_float_digits = 3; set bytea_output = 'hex'; set client_encoding = 'UTF8'",
    );
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw new Failure(code, `${address}: ${reasonOf(error)}`, { cause: error });
  }
}

/**
 * The names of the columns of a query. Rejects with what PostgreSQL says where it is not one select: the extended protocol takes one statement
 * only, so that a query cannot end this one and begin another.
 */
export async function columnsOfQuery(client: PostgresClient, query: string): Promise<readonly string[]> {
  // A field that the types of the library leave out.
  const config: QueryConfig & { readonly queryMode: 'extended' } = {
    text: `select * from (${query}\n) as winnow_rows limit 0`,
    queryMode: 'extended',
  };
  const { fields } = await client.query(config);
  return fields.map(({ name }) => name);
}

/** The address of a database without its password; undefined for what is none. */
export function addressOf(url: string): string | undefined {
  if (!/^postgres(ql)?:\/\//i.test(url)) return undefined;
  try {
    const { username, host, pathname } = new URL(url);
    return `postgres://${username === '' ? '' : `${username}@`}${host}${pathname}`;
  } catch {
    return undefined;
  }
}

/** Why PostgreSQL refused something, and what to do about it. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = Object.entries(reasons).find(([name]) => code === name || message.includes(name))?.[1];
  const detail = error instanceof Error && 'detail' in error && typeof error.detail === 'string' ? ` (${error.detail})` : '';
  return known ?? `${message}${detail}`;
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'no server answers there; check the host and port, and that PostgreSQL runs',
  ENOTFOUND: 'there is no such host; check the address',
  ETIMEDOUT: 'the server does not answer in time; check the address and the firewall',
  'timeout expired': 'the server does not answer in time; check the address and the firewall',
  '28P01': 'the user or the password is wrong',
  '28000': 'this user may not log in there; check the user and the rules of the server (pg_hba.conf)',
  '3D000': 'there is no such database on the server',
  '53300': 'the server has no connection left; try again later',
  'does not support SSL': 'the server does not support TLS; leave sslmode out of the address, or set up TLS on the server',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate of the server is not trusted; name its authority with sslrootcert in the address',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate of the server is not trusted; name its authority with sslrootcert in the address',
  'Connection terminated unexpectedly': 'the connection was lost',
  ECONNRESET: 'the connection was lost',
};
