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
import { openPathOf, useRoute } from '../route.ts';

/** Takes files in the place of opening them. */
type Pick = (paths: readonly string[]) => void;

const picker = create<{ readonly isOpen: boolean; readonly pick: Pick | undefined }>(() => ({
  isOpen: false,
  pick: undefined,
}));

/** Asks for files, first in the folder of another: with the system's own dialog on the desktop, with ours in a browser. */
export function openFilePicker(pick?: Pick, beside?: string): void {
  const folder = beside?.match(/^(.+)[\\/]/)?.[1];
  if (folder !== undefined) keptFolder.set(folder);
  picker.setState({ isOpen: true, pick });
}

const keptFolder = keptText('folder');
const icons = { folder: Folder, data: FileText, workspace: Database, pipeline: FileIcon, other: FileIcon };

/** Chooses files of this computer; several are opened together. */
export function FilePicker() {
  const isOpen = picker((state) => state.isOpen);
  const close = (): void => picker.setState({ isOpen: false });
  const opened = useOpenPath();
  const pick = picker((state) => state.pick);
  const [, go] = useRoute();
  const open = async (paths: readonly string[]): Promise<void> => {
    const [only] = paths;
    if (only === undefined) return;
    if (pick) pick(paths);
    else if (paths.length === 1) await opened(only);
    else go(openPathOf(paths));
  };
  useEffect(() => {
    if (!isOpen || !window.winnow) return;
    close();
    void window.winnow
      .pickFiles()
      .then(open)
      .catch((error: unknown) => notifications.show({ message: sentenceOf(error), autoClose: false }));
  });
  if (window.winnow) return null;
  return (
    <Modal opened={isOpen} onClose={close} title="Open files" size="lg">
      <FolderList
        onPick={async (paths) => {
          close();
          try {
            await open(paths);
          } catch (error) {
            notifications.show({ message: sentenceOf(error), autoClose: false });
          }
        }}
      />
    </Modal>
  );
}

function FolderList({ onPick }: { readonly onPick: Pick }) {
  const [folder, setFolder] = useState<string | undefined>(keptFolder.get());
  const [typed, setTyped] = useState<string>();
  const [chosen, choose] = useState<readonly string[]>([]);
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
          if (hasDataEnding(path) || /\.winnow$/i.test(path)) onPick([path]);
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
        {list.data && shown.length === 0 && <li className="muted">There are no data files and no workspaces in this folder.</li>}
        {shown.map((entry) => {
          const Icon = icons[entry.kind];
          return (
            <li key={entry.path} className="row">
              {entry.kind === 'data' && (
                <input
                  type="checkbox"
                  aria-label={`Choose ${entry.name}`}
                  checked={chosen.includes(entry.path)}
                  onChange={(event) =>
                    choose(event.currentTarget.checked ? [...chosen, entry.path] : chosen.filter((path) => path !== entry.path))
                  }
                />
              )}
              <button
                type="button"
                className="list-row"
                onClick={() => (entry.kind === 'folder' ? goTo(entry.path) : onPick([entry.path]))}
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
      <div className="row dialog-buttons">
        <span className="muted small">Tick several files that belong together, or click one to open it.</span>
        <button type="button" className="button primary" disabled={chosen.length === 0} onClick={() => onPick(chosen)}>
          {chosen.length < 2 ? 'Open' : `Open ${chosen.length} files together`}
        </button>
      </div>
    </div>
  );
}
