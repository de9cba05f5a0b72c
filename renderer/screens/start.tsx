import { notifications } from '@mantine/notifications';
import { FileInput, FolderOpen, X } from 'lucide-react';
import { useState } from 'react';
import { ask, engine, queryClient, sentenceOf } from '../client.ts';
import { count, counted, when } from '../format.ts';
import { useOpenPath } from '../open-path.tsx';
import { useRoute } from '../route.ts';
import { forgetWorkspace, startRun } from '../running.ts';
import { stayWith } from '../session.ts';
import { useShown } from '../shown.ts';
import { openFilePicker } from './file-picker.tsx';

/** Recent workspaces that are shown at first, so that the samples stay in sight. */
const firstShown = 5;

/** Where one begins: open a file, go on with a workspace, or try the sample data. */
export function StartScreen() {
  const { info } = useShown();
  const open = useOpenPath();
  const [, go] = useRoute();
  const [isAll, setAll] = useState(false);
  const tell = (error: unknown): void => void notifications.show({ message: sentenceOf(error), autoClose: false });
  const recent = info?.recent ?? [];
  const gone = recent.filter(({ isThere }) => !isThere);
  const inOrder = [...recent.filter(({ isThere }) => isThere), ...gone];
  const shown = isAll ? inOrder : inOrder.slice(0, firstShown);
  const hidden = inOrder.length - shown.length;
  const forget = async (paths: string[]): Promise<void> => {
    try {
      await engine.system.forgetRecent({ paths });
      await queryClient.invalidateQueries({ queryKey: ask.system.info.key() });
    } catch (error) {
      tell(error);
    }
  };
  const trySample = async (name: string): Promise<void> => {
    try {
      stayWith((await engine.system.openSample({ pipeline: name })).workspace);
      await forgetWorkspace();
      if (!(await startRun({ pipeline: name }))) return;
      const [dataset] = Object.keys((await engine.runs.shown())?.datasets ?? {});
      if (dataset) go(`/data/${dataset}/exceptions`);
    } catch (error) {
      tell(error);
    }
  };
  return (
    <div className="screen">
      <div className="start">
        <section>
          <h1>Open a file</h1>
          <p className="muted">
            Winnow reads it, checks every record, and shows what is clean and what waits for you. The file itself is never
            changed.
          </p>
          <button type="button" className="drop-box" onClick={() => openFilePicker()}>
            <FileInput size={26} aria-hidden />
            <b>Drop files here, or choose one</b>
            <span className="muted">
              CSV, JSON, Excel, Parquet or SQLite, of any size · several that belong together · .winnow workspaces
            </span>
          </button>
        </section>
        <section>
          <h1>Recent workspaces</h1>
          {info?.recent.length === 0 && (
            <p className="muted">None yet. A workspace keeps the runs, decisions and proof of some data in one file.</p>
          )}
          <ul className="plain-list">
            {shown.map(({ path, name, openedAt, isThere }) => (
              <li key={path} className="row">
                <button type="button" className="list-row" disabled={!isThere} onClick={() => void open(path).catch(tell)}>
                  <FolderOpen size={16} aria-hidden />
                  <span className="list-text">
                    <b>{name}</b>
                    <span className="muted small wrap">{isThere ? path : `${path} is missing`}</span>
                  </span>
                  <span className="muted small">{when(openedAt)}</span>
                </button>
                <button
                  type="button"
                  className="button quiet small"
                  aria-label={`Remove ${name} from the list`}
                  onClick={() => void forget([path])}
                >
                  <X size={14} aria-hidden />
                </button>
              </li>
            ))}
          </ul>
          {hidden > 0 && (
            <button type="button" className="link" onClick={() => setAll(true)}>
              Show {count(hidden)} more
            </button>
          )}
          {gone.length > 0 && (
            <button type="button" className="link" onClick={() => void forget(gone.map(({ path }) => path))}>
              Remove {counted(gone.length, 'missing workspace')}
            </button>
          )}
        </section>
        <section>
          <h1>Try it with sample data</h1>
          <ul className="plain-list">
            {info?.pipelines.map(({ name, title, description }) => (
              <li key={name} className="list-row is-still">
                <span className="list-text">
                  <b>{title}</b>
                  <span className="muted">{description}</span>
                </span>
                <button type="button" className="button" onClick={() => void trySample(name)}>
                  Try it
                </button>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </div>
  );
}
