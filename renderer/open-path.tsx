import { notifications } from '@mantine/notifications';
import { sentenceOf } from './client.ts';
import { bytes } from './format.ts';
import { openWorkspace } from './open-workspace.ts';
import { openPathOf, useRoute } from './route.ts';
import { firstLook, forgetWorkspace } from './running.ts';
import { fileName } from './shown.ts';

/** Opens whatever a path names: it switches to a workspace, and looks at any other file. */
export function useOpenPath(): (path: string) => Promise<void> {
  const [, go] = useRoute();
  const open = async (path: string, asCopy = false): Promise<void> => {
    const { needsCopy, isDamaged } = await openWorkspace(path, asCopy);
    if (needsCopy !== null) {
      offerCopy(path, needsCopy, () => open(path, true));
      return;
    }
    await forgetWorkspace();
    if (isDamaged) {
      go('/');
      return;
    }
    go((await firstLook()) ?? '/');
  };
  return async (path) => (/\.winnow$/i.test(path) ? open(path) : go(openPathOf([path])));
}

/** Says how large a copy would be, before it is made. */
function offerCopy(path: string, size: number, onCopy: () => Promise<void>): void {
  const id = 'copy';
  notifications.show({
    id,
    autoClose: false,
    message: (
      <>
        {fileName(path)} is on a read-only disk. Winnow can open a private temporary copy ({bytes(size)}); changes to it are
        discarded when Winnow closes.{' '}
        <button
          type="button"
          className="link"
          onClick={() => {
            notifications.hide(id);
            void onCopy().catch((error: unknown) => notifications.show({ message: sentenceOf(error), autoClose: false }));
          }}
        >
          Open a copy
        </button>
      </>
    ),
  });
}
