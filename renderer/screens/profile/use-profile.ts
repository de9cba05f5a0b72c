import type { SourceWishes } from '#core/contract/sources.ts';
import { ask, engine } from '../../client.ts';
import type { RowKind } from '../../route.ts';
import { useFollowed } from '../../use-followed.ts';

/** The profile of the rows of a dataset; while it is made, how far that is (0 to 1). */
export function useProfile(dataset: string, what: RowKind) {
  return profileOf(
    useFollowed({
      queryKey: [...ask.profiles.rows.key(), dataset, what],
      enabled: dataset !== '',
      begin: (signal) => engine.profiles.rows({ dataset, what }, { signal }),
    }),
  );
}

/** The profile of a file, in the same way. */
export function useFileProfile(path: string, wishes: SourceWishes, records?: number) {
  return profileOf(
    useFollowed({
      queryKey: [...ask.profiles.file.key(), path, wishes, records],
      begin: (signal) => engine.profiles.file({ path, wishes, ...(records !== undefined && { records }) }, { signal }),
    }),
  );
}

function profileOf<Profile>({
  outcome,
  ...rest
}: {
  readonly outcome: Profile;
  readonly error: Error | null;
  readonly share: number | undefined;
}) {
  return { profile: outcome, ...rest };
}
