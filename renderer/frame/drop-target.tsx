import { notifications } from '@mantine/notifications';
import { type ReactNode, useEffect, useState } from 'react';
import { sentenceOf, upload } from '../client.ts';
import { useOpenPath } from '../open-path.tsx';
import { openPathOf, useRoute } from '../route.ts';

/** A browser does not tell a page where a file is: what it hands over is a copy, of a workspace too. */
async function handedOver(file: File): Promise<string> {
  const isLarge = file.size > 20_000_000;
  if (isLarge) notifications.show({ id: 'upload', message: `${file.name} is being copied …`, loading: true, autoClose: false });
  try {
    const path = await upload(file);
    if (/\.winnow$/i.test(file.name))
      notifications.show({
        message: `This is a copy of ${file.name}, at ${path}: your decisions are kept in the copy. To work on the file itself, open it with Ctrl O.`,
        autoClose: false,
      });
    return path;
  } finally {
    notifications.hide('upload');
  }
}

/** The whole window takes files that are dropped on it. */
export function DropTarget({ children }: { readonly children: ReactNode }) {
  const [isOver, setOver] = useState(false);
  const open = useOpenPath();
  const [, go] = useRoute();
  useEffect(() =>
    window.winnow?.onOpen(
      (path) => void open(path).catch((error) => notifications.show({ message: sentenceOf(error), autoClose: false })),
    ),
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: files can be chosen with the keyboard as well, on the start screen and by Ctrl O
    <div
      style={{ height: '100%' }}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => event.currentTarget === event.target && setOver(false)}
      onDrop={async (event) => {
        event.preventDefault();
        setOver(false);
        // A list of dropped files is emptied as soon as the event has passed.
        const files = [...event.dataTransfer.files];
        try {
          const paths: string[] = [];
          for (const file of files) paths.push(window.winnow?.pathOf(file) ?? (await handedOver(file)));
          const workspace = paths.find((path) => /\.winnow$/i.test(path));
          const [only] = paths;
          if (workspace !== undefined) {
            await open(workspace);
            if (paths.length > 1)
              notifications.show({ message: 'The workspace was opened, and the other files were not.', autoClose: 15_000 });
          } else if (paths.length === 1 && only !== undefined) await open(only);
          else if (paths.length > 1) go(openPathOf(paths));
        } catch (error) {
          notifications.show({ message: sentenceOf(error), autoClose: false });
        }
      }}
    >
      {children}
      {isOver && (
        <div className="drop-veil">
          <p>Drop one file, or several related ones, to open them</p>
        </div>
      )}
    </div>
  );
}
