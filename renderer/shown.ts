import { useQuery } from '@tanstack/react-query';
import type { RunDetail } from '#core/contract/runs.ts';
import { ask } from './client.ts';

/** What the workbench shows: the workspace, the run that it shows and its pipeline; undefined until they are known. */
export function useShown() {
  const info = useQuery(ask.system.info.queryOptions());
  const hasWorkspace = info.data?.hasWorkspace ?? false;
  const run = useQuery(ask.runs.shown.queryOptions({ enabled: hasWorkspace }));
  const shown = run.data ?? undefined;
  const pipeline = useQuery(ask.pipeline.get.queryOptions({ enabled: shown !== undefined }));
  return {
    info: info.data,
    run: shown,
    pipeline: pipeline.data,
    // What was asked of a workspace that is no longer open, or not yet there, is no trouble of this one.
    error: info.error ?? (hasWorkspace ? run.error : null) ?? (shown ? pipeline.error : null),
    isLoading: info.isPending || (hasWorkspace && run.isPending) || (shown !== undefined && pipeline.isPending),
  };
}

/** The runs of the workspace, newest first. */
export function useRuns(): readonly RunDetail[] {
  const info = useQuery(ask.system.info.queryOptions());
  const runs = useQuery(ask.runs.list.queryOptions({ input: { limit: 200 }, enabled: info.data?.hasWorkspace ?? false }));
  return runs.data ?? none;
}

const none: readonly RunDetail[] = [];

export type ShownRun = NonNullable<ReturnType<typeof useShown>['run']>;

/** The name of a file without its folders. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
