import { readFileSync } from 'node:fs';

/** One migration: its number is the schema version that it leads to. */
export interface Migration {
  readonly version: number;
  readonly sql: string;
}

const files = ['0001-workspace.sql'];

/** All migrations in order, from an empty file to the present schema. */
export const migrations: readonly Migration[] = files.map((file, index) => ({
  version: index + 1,
  sql: readFileSync(new URL(`./migrations/${file}`, import.meta.url), 'utf8'),
}));
