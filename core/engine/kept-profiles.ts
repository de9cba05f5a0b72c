import { Failure } from '#core/contract/failure.ts';
import type { DatasetProfile, Drift } from '#core/contract/profile.ts';
import type { Selection } from '#core/contract/records.ts';
import { driftOf } from '#core/quality/profile/drift.ts';
import { publishedRun } from '#core/records/published-run.ts';
import { isWhole } from '#core/records/row-selection.ts';
import { keptProfile, type ProfiledRows } from '#core/store/profiles.ts';
import type { Asking } from './work-thread.ts';
import type { WorkspaceSession } from './workspace-session.ts';

/** Profiles rows; one of all rows of a kind is kept with the run, where the workspace can be written just now. */
export async function profiled(session: WorkspaceSession, rows: Selection, asking: Asking): Promise<DatasetProfile> {
  const runId = session.reader.read((database) => publishedRun(database).row.runId);
  const profile = await session.asking.ask('profile', rows, asking);
  const { dataset, what } = rows;
  if (isWhole(rows) && (what === 'raw' || what === 'clean' || what === 'exceptions')) {
    try {
      await session.review('keepProfile', { runId, dataset, what, profile });
    } catch (error) {
      // A run is under way, or the file cannot be written: the profile is as good without being kept.
      if (!(error instanceof Failure)) throw error;
    }
  }
  return profile;
}

/** What differs between the rows of the run that is shown and those of an earlier one. Throws a Failure (NOT_FOUND) where none was kept. */
export async function comparedProfiles(
  session: WorkspaceSession,
  { runId, dataset, what }: ProfiledRows,
  asking: Asking,
): Promise<{ readonly before: DatasetProfile; readonly after: DatasetProfile; readonly drift: Drift[] }> {
  const of = (id: string | undefined) =>
    session.reader.read((database) => keptProfile(database, { runId: id ?? publishedRun(database).row.runId, dataset, what }));
  const before = of(runId);
  if (!before)
    throw new Failure(
      'NOT_FOUND',
      `no profile of ${dataset} was kept of the run ${runId}; only profiles that were looked at are`,
    );
  const rows: Selection = { dataset, what, filter: [], status: 'open', search: '' };
  // Raw rows change little by decisions, and a profile of them is kept again whenever they are profiled.
  const after = (what === 'raw' ? of(undefined) : undefined) ?? (await profiled(session, rows, asking));
  return { before, after, drift: [...driftOf(before, after)] };
}
