import { readFileSync } from 'node:fs';
import { rawViewOfFile, rawViewOfSource, withoutRawViews } from './migrations/without-raw-views.ts';
import type { Database } from './open.ts';

/** One migration: its number is the schema version that it leads to. */
export interface Migration {
  readonly version: number;
  readonly apply: (database: Database) => void;
}

const sqlOf = (file: string): string => readFileSync(new URL(`./migrations/${file}`, import.meta.url), 'utf8');

/** All migrations in order, from an empty file to the present schema. */
export const migrations: readonly Migration[] = [
  { version: 1, apply: (database) => database.exec(sqlOf('0001-workspace.sql')) },
  {
    version: 2,
    apply: (database) => withoutRawViews(database, () => database.exec(sqlOf('0002-lean-storage.sql')), rawViewOfFile),
  },
  { version: 3, apply: (database) => database.exec(sqlOf('0003-decisions.sql')) },
  { version: 4, apply: (database) => database.exec(sqlOf('0004-review.sql')) },
  {
    version: 5,
    apply: (database) => withoutRawViews(database, () => database.exec(sqlOf('0005-sources.sql')), rawViewOfSource),
  },
  { version: 6, apply: (database) => database.exec(sqlOf('0006-checks.sql')) },
  { version: 7, apply: (database) => database.exec(sqlOf('0007-anomaly-labels.sql')) },
  { version: 8, apply: (database) => database.exec(sqlOf('0008-profiles.sql')) },
  { version: 9, apply: (database) => database.exec(sqlOf('0009-allowances.sql')) },
  { version: 10, apply: (database) => database.exec(sqlOf('0010-table-loads.sql')) },
  { version: 11, apply: (database) => database.exec(sqlOf('0011-version-names.sql')) },
  { version: 12, apply: (database) => database.exec(sqlOf('0012-requests-and-extracts.sql')) },
  { version: 13, apply: (database) => database.exec(sqlOf('0013-api-keys.sql')) },
  { version: 14, apply: (database) => database.exec(sqlOf('0014-run-failures.sql')) },
];
