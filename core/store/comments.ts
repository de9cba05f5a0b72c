import { sql } from '#core/sql/sql.ts';
import { type Database, rowsOf, run } from '#core/workspace/open.ts';

/** What somebody said about a record; it stays with its fingerprint across runs. */
export interface Comment {
  readonly dataset: string;
  readonly fingerprint: string;
  readonly text: string;
  readonly author: string;
  readonly writtenAt: string;
}

/** Adds a comment. */
export function addComment(database: Database, { dataset, fingerprint, text, author, writtenAt }: Comment): void {
  run(
    database,
    sql`
      insert into comments (dataset, fingerprint, text, author, written_at)
      values (${dataset}, ${fingerprint}, ${text}, ${author}, ${writtenAt})`,
  );
}

/** The comments about a record, oldest first. */
export function commentsOf(database: Database, dataset: string, fingerprint: string): readonly Comment[] {
  return rowsOf(
    database,
    sql`select text, author, written_at from comments where dataset = ${dataset} and fingerprint = ${fingerprint} order by id`,
  ).map(([text, author, writtenAt]) => ({
    dataset,
    fingerprint,
    text: String(text),
    author: String(author),
    writtenAt: String(writtenAt),
  }));
}
