import { engine, sentenceOf } from './client.ts';
import { addressOf, rowsPath, useRoute } from './route.ts';
import { forgetWorkspace } from './running.ts';

/** Opens whatever a path names: a workspace is gone over to, any other file is looked at. */
export function useOpenPath(): (path: string) => Promise<void> {
  const [, go] = useRoute();
  return async (path) => {
    if (!/\.winnow$/i.test(path)) {
      go(`/open/${addressOf(path)}`);
      return;
    }
    const isDamaged = await engine.system.open({ workspace: path }).then(
      () => false,
      async (error: unknown) => {
        if (!/damaged/i.test(sentenceOf(error))) throw error;
        // What can be done about it is offered where it is shown.
        await engine.system.open({ workspace: path, evenDamaged: true });
        return true;
      },
    );
    await forgetWorkspace();
    if (isDamaged) {
      go('/');
      return;
    }
    const runs = await engine.runs.list({ limit: 50 });
    const [dataset] = Object.keys(runs.find(({ isPublished }) => isPublished)?.datasets ?? {});
    go(dataset === undefined ? '/' : rowsPath(dataset, 'exceptions'));
  };
}
