import { Failure } from '#core/contract/failure.ts';
import { identifier, sql } from '#core/sql/sql.ts';
import { replaceView } from '#core/store/views.ts';
import type { Database } from '#core/workspace/open.ts';
import { possibleNames } from './names-table.ts';
import { showModel } from './show-run.ts';

/** Does work while the connection cannot read models that failed: whatever reads one fails as well, and makes nothing of its empty table. */
export function withoutFailed<Result>(
  database: Database,
  runNo: number,
  failed: ReadonlySet<string>,
  work: () => Result,
): Result {
  for (const name of failed)
    replaceView(database, name, sql`select * from ${identifier(`the model ${name} was not built`)}`, 'temp');
  try {
    return work();
  } finally {
    for (const name of failed) showModel(database, name, runNo);
  }
}

/** The error to report for SQL that failed: that it reads a failed model, if it names one; otherwise the error itself. */
export function failureOf(error: unknown, texts: readonly string[], failed: ReadonlySet<string>): unknown {
  if (!(error instanceof Failure) || error.code === 'CANCELLED') return error;
  const missing = [...failed].find((name) => texts.some((text) => possibleNames(text).has(name.toLowerCase())));
  return missing === undefined ? error : new Failure('RUN_FAILED', `it reads the model ${missing}, which was not built`);
}
