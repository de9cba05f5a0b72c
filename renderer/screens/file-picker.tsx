import { Modal } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { ArrowUp, Database, File as FileIcon, FileText, Folder } from 'lucide-react';
import { useEffect, useState } from 'react';
import { create } from 'zustand';
import { hasDataEnding } from '#core/contract/source.ts';
import { ask, sentenceOf } from '../client.ts';
import { bytes, when } from '../format.ts';
import { keptText } from '../kept.ts';
import { useOpenPath } from '../open-path.tsx';

/** `pick` takes the file in the place of opening it. */
const picker = create<{ readonly isOpen: boolean; readonly pick: ((path: string) => void) | undefined }>(() => ({
  isOpen: false,
  pick: undefined,
}));

/** Asks for a file, first in the folder of another: with the system's own dialog on the desktop, with ours in a browser. */
export function openFilePicker(pick?: (path: string) => void, beside?: string): void {
  const folder = beside?.match(/^(.+)[\\/]/)?.[1];
  if (folder !== undefined) keptFolder.set(folder);
  picker.setState({ isOpen: true, pick });
}

const keptFolder = keptText('folder');
const icons = { folder: Folder, data: FileText, workspace: Database, pipeline: FileIcon, other: FileIcon };

/** Chooses a file of this computer. */
export function FilePicker() {
  const isOpen = picker((state) => state.isOpen);
  const close = (): void => picker.setState({ isOpen: false });
  const opened = useOpenPath();
  const pick = picker((state) => state.pick);
  const open = async (path: string): Promise<void> => (pick ? pick(path) : opened(path));
  useEffect(() => {
    if (!isOpen || !window.winnow) return;
    close();
    void window.winnow
      .pickFile()
      .then((path) => (path === undefined ? undefined : open(path)))
      .catch((error: unknown) => notifications.show({ message: sentenceOf(error), autoClose: false }));
  });
  if (window.winnow) return null;
  return (
    <Modal opened={isOpen} onClose={close} title="Open a file" size="lg">
      <FolderList
        onPick={async (path) => {
          close();
          try {
            await open(path);
          } catch (error) {
            notifications.show({ message: sentenceOf(error), autoClose: false });
          }
        }}
      />
    </Modal>
  );
}

function FolderList({ onPick }: { readonly onPick: (path: string) => void }) {
  const [folder, setFolder] = useState<string | undefined>(keptFolder.get());
  const [typed, setTyped] = useState<string>();
  const list = useQuery({ ...ask.files.list.queryOptions({ input: { folder } }), staleTime: 0 });
  const goTo = (path: string): void => {
    setFolder(path);
    setTyped(undefined);
    keptFolder.set(path);
  };
  const shown = (list.data?.entries ?? []).filter(({ kind }) => kind !== 'other' && kind !== 'pipeline');
  return (
    <div className="stack">
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          const path = typed ?? '';
          if (hasDataEnding(path) || /\.winnow$/i.test(path)) onPick(path);
          else if (path !== '') goTo(path);
        }}
      >
        <button
          type="button"
          className="button"
          aria-label="Folder above"
          disabled={!list.data?.parent}
          onClick={() => list.data?.parent && goTo(list.data.parent)}
        >
          <ArrowUp size={14} />
        </button>
        <input
          className="input mono"
          style={{ flex: 1 }}
          aria-label="Folder or file"
          value={typed ?? list.data?.folder ?? ''}
          onChange={(event) => setTyped(event.currentTarget.value)}
          data-autofocus
        />
        <button type="submit" className="button">
          Go
        </button>
      </form>
      {list.isError && (
        <p className="wrong-ink">
          ▲ {sentenceOf(list.error)}{' '}
          <button type="button" className="link" onClick={() => goTo('/')}>
            Begin at the top
          </button>
        </p>
      )}
      <ul className="plain-list file-list" aria-label="Files">
        {list.data && shown.length === 0 && (
          <li className="muted">No CSV or JSON files, and no workspaces, are in this folder.</li>
        )}
        {shown.map((entry) => {
          const Icon = icons[entry.kind];
          return (
            <li key={entry.path}>
              <button
                type="button"
                className="list-row"
                onClick={() => (entry.kind === 'folder' ? goTo(entry.path) : onPick(entry.path))}
              >
                <Icon size={15} aria-hidden />
                <span className="list-text">{entry.name}</span>
                {entry.kind !== 'folder' && <span className="muted small">{bytes(entry.bytes)}</span>}
                <span className="muted small">{when(entry.modifiedAt)}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
