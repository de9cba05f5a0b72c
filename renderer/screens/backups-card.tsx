import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ask, engine, sentenceOf } from '../client.ts';
import { bytes, when } from '../format.ts';
import { WriteFile } from '../pieces/write-file.tsx';
import { askAgain } from '../running.ts';
import { useShown } from '../shown.ts';

const reasons: Readonly<Record<string, string>> = {
  asked: 'asked for',
  daily: 'before the first run of a day',
  'before-schema': 'before an update',
  'before-restore': 'before a restore',
  'before-replace': 'before another pipeline',
};

/** What is asked before a backup is used or removed, and what then happens. */
const asks = {
  restore: {
    warning: 'The workspace as it is now is backed up first.',
    verb: 'Restore it',
    go: async (name: string, madeAt: string): Promise<string> => {
      await engine.workspace.restore({ name });
      return `The workspace is as it was ${madeAt}.`;
    },
  },
  remove: {
    warning: 'It cannot be brought back.',
    verb: 'Remove it',
    go: async (name: string, madeAt: string): Promise<string> => {
      await engine.workspace.removeBackup({ name });
      return `The backup made ${madeAt} is gone.`;
    },
  },
};

/** Writes the workspace into one file to be sent elsewhere. */
function PackWorkspace() {
  const { info } = useShown();
  const name = info?.workspace?.split(/[\\/]/).at(-1) ?? 'workspace.winnow';
  return (
    <WriteFile
      label="Pack workspace …"
      title="Pack workspace"
      about="One file with everything: records, decisions, runs and proof. It opens in Winnow on another machine; API keys are left out."
      suggested={name.replace(
        /(\.winnow)?$/i,
        `-packed-${new Date().toISOString().slice(0, 16).replaceAll(/[-:T]/g, '')}.winnow`,
      )}
      write={async ({ path }) => {
        const packed = await engine.workspace.pack({ path });
        return { path: packed.path, told: `Packed ${bytes(packed.bytes)}` };
      }}
    />
  );
}

/** Backups of the workspace: made at will, restored or removed by two clicks. */
export function BackupsCard() {
  const backups = useQuery(ask.workspace.backups.queryOptions());
  const [chosen, setChosen] = useState<{ readonly name: string; readonly what: 'restore' | 'remove' }>();
  const [isBusy, setBusy] = useState(false);
  const act = async (work: () => Promise<string>): Promise<void> => {
    setBusy(true);
    try {
      notifications.show({ message: await work(), autoClose: 15_000 });
    } catch (error) {
      notifications.show({ message: sentenceOf(error), autoClose: false });
    }
    setChosen(undefined);
    await askAgain();
    setBusy(false);
  };
  return (
    <section className="card" style={{ marginTop: 16 }} aria-label="Backups">
      <div className="card-head">
        <h2>Backups</h2>
        <span className="aside row">
          <PackWorkspace />
          <button
            type="button"
            className="link"
            disabled={isBusy}
            onClick={() => void act(async () => `Backed up: ${bytes((await engine.workspace.backUp()).bytes)}.`)}
          >
            {isBusy ? 'Working …' : 'Back up now'}
          </button>
        </span>
      </div>
      {backups.data?.length === 0 && <p className="muted">None yet. Winnow makes one before the first run of a day.</p>}
      <table className="table">
        <tbody>
          {backups.data?.map(({ name, madeAt, reason, bytes: size }) => (
            <tr key={name}>
              <td>{when(madeAt)}</td>
              <td className="muted">{reasons[reason] ?? reason}</td>
              <td className="right">{bytes(size)}</td>
              <td className="right">
                {chosen?.name === name ? (
                  <span className="row" style={{ justifyContent: 'flex-end' }}>
                    <span>{asks[chosen.what].warning}</span>
                    <button
                      type="button"
                      className="button small danger"
                      disabled={isBusy}
                      onClick={() => void act(() => asks[chosen.what].go(name, when(madeAt)))}
                    >
                      {asks[chosen.what].verb}
                    </button>
                    <button type="button" className="button small quiet" onClick={() => setChosen(undefined)}>
                      Cancel
                    </button>
                  </span>
                ) : (
                  <span className="row" style={{ justifyContent: 'flex-end' }}>
                    <button type="button" className="link" onClick={() => setChosen({ name, what: 'restore' })}>
                      Restore …
                    </button>
                    <button type="button" className="link" onClick={() => setChosen({ name, what: 'remove' })}>
                      Remove …
                    </button>
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
