import { engine, queryClient } from './client.ts';
import { useRoute } from './route.ts';

/** Opens whatever a path names: a workspace is gone over to, any other file is looked at. */
export function useOpenPath(): (path: string) => Promise<void> {
  const [, go] = useRoute();
  return async (path) => {
    if (!/\.winnow$/i.test(path)) {
      go(`/open/${encodeURIComponent(path)}`);
      return;
    }
    await engine.system.open({ workspace: path });
    await queryClient.resetQueries();
    const runs = await engine.runs.list({ limit: 50 });
    const [dataset] = Object.keys(runs.find(({ isPublished }) => isPublished)?.datasets ?? {});
    go(dataset === undefined ? '/' : `/data/${dataset}/exceptions`);
  };
}
