import { notifications } from '@mantine/notifications';
import { FileInput, FolderOpen } from 'lucide-react';
import { engine, queryClient, sentenceOf } from '../client.ts';
import { when } from '../format.ts';
import { useOpenPath } from '../open-path.ts';
import { useRoute } from '../route.ts';
import { startRun } from '../running.ts';
import { useShown } from '../shown.ts';
import { openFilePicker } from './file-picker.tsx';

/** Where one begins: open a file, go on with a workspace, or try the sample data. */
export function StartScreen() {
  const { info } = useShown();
  const open = useOpenPath();
  const [, go] = useRoute();
  const tell = (error: unknown): void => void notifications.show({ message: sentenceOf(error), autoClose: false });
  const trySample = async (name: string): Promise<void> => {
    try {
      await engine.system.openSample({ pipeline: name });
      await queryClient.resetQueries();
      if (!(await startRun({ pipeline: name }))) return;
      const runs = await engine.runs.list({ limit: 1 });
      const [dataset] = Object.keys(runs[0]?.datasets ?? {});
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
            <b>Drop a CSV or JSON file here, or choose one</b>
            <span className="muted">of any size · also .gz, and .winnow workspaces</span>
          </button>
        </section>
        <section>
          <h1>Recent workspaces</h1>
          {info?.recent.length === 0 && (
            <p className="muted">None yet. A workspace keeps the runs, decisions and proof of some data in one file.</p>
          )}
          <ul className="plain-list">
            {info?.recent.map(({ path, name, openedAt, isThere }) => (
              <li key={path}>
                <button type="button" className="list-row" disabled={!isThere} onClick={() => void open(path).catch(tell)}>
                  <FolderOpen size={16} aria-hidden />
                  <span className="list-text">
                    <b>{name}</b>
                    <span className="muted small wrap">{isThere ? path : `${path} is not there any more`}</span>
                  </span>
                  <span className="muted small">{when(openedAt)}</span>
                </button>
              </li>
            ))}
          </ul>
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
