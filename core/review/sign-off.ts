import { counted } from '#core/contract/counted.ts';
import { Failure } from '#core/contract/failure.ts';
import type { ShownRun } from '#core/records/rules-of-run.ts';
import { sql } from '#core/sql/sql.ts';
import { appendAudit } from '#core/workspace/audit.ts';
import { type Database, run as execute, rowsOf } from '#core/workspace/open.ts';
import type { ReviewedRun } from './verdict.ts';

/** That a person stands for the decisions of a run. */
export interface SignOff {
  readonly author: string;
  readonly note: string | null;
  readonly signedAt: string;
  readonly voidedAt: string | null;
  /** Decisions that held then, by kind and reason. */
  readonly counts: readonly { readonly kind: string; readonly reason: string | null; readonly count: number }[];
}

/** Signs a run off. Throws a Failure (CONFLICT) where a second person is required and the one who signs decided something. */
export function signOff(database: Database, run: ReviewedRun, author: string, note: string | null, now: string): SignOff {
  return database
    .transaction(() => {
      const own = rowsOf(
        database,
        sql`select count(*) from decisions where run_no = ${run.no} and undone_at is null and author = ${author}`,
      )[0]?.[0];
      if (run.pipeline.review.sign_off === 'second_person' && Number(own) > 0)
        throw new Failure(
          'CONFLICT',
          `${author} made ${own} of these decisions; this pipeline asks for the signature of another person`,
        );
      const counts = rowsOf(
        database,
        sql`
          select kind, reason, count(*) from decisions
          where run_no = ${run.no} and undone_at is null
          group by kind, reason order by kind, count(*) desc`,
      ).map(([kind, reason, count]) => ({
        kind: String(kind),
        reason: reason === null ? null : String(reason),
        count: Number(count),
      }));
      execute(
        database,
        sql`
          insert into sign_offs (run_no, author, note, counts, signed_at)
          values (${run.no}, ${author}, ${note}, ${JSON.stringify(counts)}, ${now})`,
      );
      const total = counts.reduce((sum, { count }) => sum + count, 0);
      appendAudit(database, {
        runId: run.id,
        type: 'signed off',
        description: `${counted(total, 'decision')} signed off by ${author}${note === null ? '' : `: ${note}`}`,
        count: total,
        timestamp: now,
      });
      return { author, note, signedAt: now, voidedAt: null, counts };
    })
    .immediate();
}

/** All signatures under a run, newest first. */
export function signOffsOf(database: Database, runNo: number): readonly SignOff[] {
  return rowsOf(
    database,
    sql`select author, note, counts, signed_at, voided_at from sign_offs where run_no = ${runNo} order by id desc`,
  ).map(([author, note, counts, signedAt, voidedAt]) => ({
    author: String(author),
    note: note === null ? null : String(note),
    // Written by signOff from this very type.
    counts: JSON.parse(String(counts)) as SignOff['counts'],
    signedAt: String(signedAt),
    voidedAt: voidedAt === null ? null : String(voidedAt),
  }));
}

/** A decision after the signature makes it void. Call it in the transaction of the decision. */
export function voidSignOffs(database: Database, run: ReviewedRun, now: string): void {
  const { changes } = execute(
    database,
    sql`update sign_offs set voided_at = ${now} where run_no = ${run.no} and voided_at is null`,
  );
  if (changes > 0)
    appendAudit(database, {
      runId: run.id,
      type: 'reopened',
      description: 'a decision was made or taken back after the run was signed off: it needs a new signature',
      count: null,
      timestamp: now,
    });
}

/** Throws a Failure (CONFLICT) where a pipeline asks for a signature and there is none that holds. */
export function assertSigned(database: Database, run: ShownRun): void {
  if (run.pipeline.review.sign_off === 'optional') return;
  const isSigned = signOffsOf(database, run.no).some(({ voidedAt }) => voidedAt === null);
  if (!isSigned)
    throw new Failure(
      'CONFLICT',
      'this pipeline asks for a sign-off before clean rows are exported: `winnow exceptions sign-off`',
    );
}
