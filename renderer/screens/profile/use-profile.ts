import { type QueryKey, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { DatasetProfile } from '#core/contract/profile.ts';
import type { SourceWishes } from '#core/contract/sources.ts';
import { ask, engine } from '../../client.ts';
import type { RowKind } from '../../route.ts';

type Events = Awaited<ReturnType<typeof engine.profiles.rows>>;

/** The profile of the rows of a dataset; while it is made, how far that is (0 to 1). */
export function useProfile(dataset: string, what: RowKind) {
  return useFollowed([...ask.profiles.rows.key(), dataset, what], dataset !== '', (signal) =>
    engine.profiles.rows({ dataset, what }, { signal }),
  );
}

/** The profile of a file, in the same way. */
export function useFileProfile(path: string, wishes: SourceWishes, records?: number) {
  return useFollowed([...ask.profiles.file.key(), path, wishes, records], true, (signal) =>
    engine.profiles.file({ path, wishes, ...(records !== undefined && { records }) }, { signal }),
  );
}

function useFollowed(queryKey: QueryKey, enabled: boolean, begin: (signal: AbortSignal) => Promise<Events>) {
  const [share, setShare] = useState<number>();
  const query = useQuery({
    queryKey,
    enabled,
    queryFn: async ({ signal }): Promise<DatasetProfile> => {
      for await (const event of await begin(signal)) {
        if (event.kind === 'done') return event.outcome;
        setShare(event.total > 0 ? event.done / event.total : undefined);
      }
      throw new Error('The profile was not finished. Try again.');
    },
  });
  return { profile: query.data, error: query.error, share };
}
