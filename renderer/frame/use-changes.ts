import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { ask, queryClient } from '../client.ts';
import { askAgain, useRunning } from '../running.ts';
import { useShown } from '../shown.ts';

/** How often is looked whether somebody else changed the workspace, in milliseconds. */
const pace = 4000;
const justNow = 1500;

/** Asks everything again once the workspace was changed: on the command line, in another window, by another program. */
export function useChanges(): void {
  const { info } = useShown();
  const isRunning = useRunning(({ ticket }) => ticket !== undefined);
  const changes = useQuery({
    ...ask.system.changes.queryOptions(),
    enabled: info?.hasWorkspace ?? false,
    refetchInterval: isRunning ? false : pace,
    refetchOnWindowFocus: 'always',
    staleTime: 0,
  });
  const { data } = changes;
  const seen = useRef(data);
  useEffect(() => {
    const before = seen.current;
    seen.current = data;
    // A workspace that is gone over to asks everything again by itself.
    if (!before || !data || before.workspace !== data.workspace || before.count === data.count) return;
    // What was changed here has just been asked again with everything else.
    const asked = queryClient.getQueryState(ask.runs.shown.queryKey())?.dataUpdatedAt ?? 0;
    if (Date.now() - asked > justNow) void askAgain();
  }, [data]);
}
