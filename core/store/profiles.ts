import { gunzipSync, gzipSync } from 'node:zlib';
import { type DatasetProfile, datasetProfile } from '#core/contract/profile.ts';
import { sql } from '#core/sql/sql.ts';
import { type Database, rowsOf, run } from '#core/workspace/open.ts';

/** What a profile is about. */
export interface ProfiledRows {
  readonly runId: string;
  readonly dataset: string;
  readonly what: 'raw' | 'clean' | 'exceptions';
}

/** Profiles of a dataset that are kept; older ones go. */
const mostKept = 60;

/** Keeps a profile in the place of an earlier one of the same rows. */
export function keepProfile(database: Database, { runId, dataset, what }: ProfiledRows, profile: DatasetProfile): void {
  const packed = gzipSync(JSON.stringify(profile));
  run(
    database,
    sql`insert or replace into kept_profiles (run_id, dataset, what, profile) values (${runId}, ${dataset}, ${what}, ${packed})`,
  );
  run(
    database,
    sql`
      delete from kept_profiles where dataset = ${dataset} and what = ${what} and run_id not in (
        select p.run_id from kept_profiles p join runs r on r.run_id = p.run_id
        where p.dataset = ${dataset} and p.what = ${what} order by r.run_no desc limit ${mostKept})`,
  );
}

/** A profile that was kept; undefined where there is none. */
export function keptProfile(database: Database, { runId, dataset, what }: ProfiledRows): DatasetProfile | undefined {
  const [row] = rowsOf(
    database,
    sql`select profile from kept_profiles where run_id = ${runId} and dataset = ${dataset} and what = ${what}`,
  );
  const packed = row?.[0];
  // One that another version kept may say something else.
  return packed instanceof Uint8Array ? datasetProfile.safeParse(JSON.parse(gunzipSync(packed).toString())).data : undefined;
}

/** The runs of which a profile of these rows is kept, the newest first. */
export function profiledRuns(
  database: Database,
  { dataset, what }: Omit<ProfiledRows, 'runId'>,
): readonly { readonly runId: string; readonly runNo: number; readonly startedAt: string }[] {
  return rowsOf(
    database,
    sql`
      select r.run_id, r.run_no, r.started_at from kept_profiles p join runs r on r.run_id = p.run_id
      where p.dataset = ${dataset} and p.what = ${what} order by r.run_no desc`,
  ).map(([runId, runNo, startedAt]) => ({ runId: String(runId), runNo: Number(runNo), startedAt: String(startedAt) }));
}
