import { useQuery } from '@tanstack/react-query';
import { ask } from './client.ts';

/** What the workbench shows: the workspace, its newest run and its pipeline; undefined until they are known. */
export function useShown() {
  const info = useQuery(ask.system.info.queryOptions());
  const hasWorkspace = info.data?.hasWorkspace ?? false;
  const runs = useQuery(ask.runs.list.queryOptions({ input: { limit: 200 }, enabled: hasWorkspace }));
  const shown = runs.data?.find(({ isPublished }) => isPublished);
  const pipeline = useQuery(ask.pipeline.get.queryOptions({ enabled: shown !== undefined }));
  return {
    info: info.data,
    runs: runs.data ?? [],
    run: shown,
    pipeline: pipeline.data,
    // What was asked of a workspace that is no longer open, or not yet there, is no trouble of this one.
    error: info.error ?? (hasWorkspace ? runs.error : null) ?? (shown ? pipeline.error : null),
    isLoading: info.isPending || (hasWorkspace && runs.isPending) || (shown !== undefined && pipeline.isPending),
  };
}

export type ShownRun = NonNullable<ReturnType<typeof useShown>['run']>;

/** The name of a file without its folders. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
