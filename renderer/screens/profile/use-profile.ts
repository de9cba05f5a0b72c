import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { DatasetProfile } from '#core/contract/profile.ts';
import { ask, engine } from '../../client.ts';
import type { RowKind } from '../../route.ts';

/** The profile of the rows of a dataset; while it is made, how far that is (0 to 1). */
export function useProfile(dataset: string, what: RowKind) {
  const [share, setShare] = useState<number>();
  const query = useQuery({
    queryKey: [...ask.profiles.rows.key(), dataset, what],
    enabled: dataset !== '',
    queryFn: async ({ signal }): Promise<DatasetProfile> => {
      for await (const event of await engine.profiles.rows({ dataset, what }, { signal })) {
        if (event.kind === 'done') return event.outcome;
        setShare(event.total > 0 ? event.done / event.total : undefined);
      }
      throw new Error('The profile was not finished. Try again.');
    },
  });
  return { profile: query.data, error: query.error, share };
}
