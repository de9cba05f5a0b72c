import { notifications } from '@mantine/notifications';
import { type ReactNode, useEffect, useState } from 'react';
import { sentenceOf, upload } from '../client.ts';
import { useOpenPath } from '../open-path.ts';

/** The whole window takes files that are dropped on it. */
export function DropTarget({ children }: { readonly children: ReactNode }) {
  const [isOver, setOver] = useState(false);
  const open = useOpenPath();
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
        const [file] = event.dataTransfer.files;
        if (!file) return;
        try {
          await open(window.winnow?.pathOf(file) ?? (await upload(file)));
        } catch (error) {
          notifications.show({ message: sentenceOf(error), autoClose: false });
        }
      }}
    >
      {children}
      {isOver && (
        <div className="drop-veil">
          <p>Drop the file to open it</p>
        </div>
      )}
    </div>
  );
}
