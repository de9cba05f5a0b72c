import { Modal } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { remedyOf, sentenceOf } from '../client.ts';
import { bytes } from '../format.ts';

/** What a report is called, and how it is written. */
interface Report {
  readonly title: string;
  readonly suggested: string;
  readonly write: (input: {
    readonly path: string;
    readonly overwrite: boolean;
    readonly showPersonal: boolean;
  }) => Promise<{ readonly path: string; readonly bytes: number }>;
}

/** Writes a report as one HTML file that can be sent to others. */
export function ShareReport(report: Report) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="button small" onClick={() => setOpen(true)}>
        Share …
      </button>
      {isOpen && (
        <Modal opened onClose={() => setOpen(false)} title={report.title}>
          <ShareForm {...report} onDone={() => setOpen(false)} />
        </Modal>
      )}
    </>
  );
}

function ShareForm({ suggested, write: writeReport, onDone }: Report & { readonly onDone: () => void }) {
  const [path, setPath] = useState(suggested);
  const [showPersonal, setShow] = useState(false);
  const [problem, setProblem] = useState<{ readonly sentence: string; readonly isThere: boolean }>();
  const write = async (overwrite: boolean): Promise<void> => {
    try {
      const report = await writeReport({ path, showPersonal, overwrite });
      onDone();
      notifications.show({
        autoClose: 20_000,
        message: (
          <>
            {bytes(report.bytes)} in <span className="wrap">{report.path}</span>.{' '}
            {window.winnow && (
              <button type="button" className="link" onClick={() => window.winnow?.showInFolder(report.path)}>
                Show in folder
              </button>
            )}
          </>
        ),
      });
    } catch (error) {
      setProblem({ sentence: sentenceOf(error), isThere: remedyOf(error) === 'overwrite' });
    }
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void write(false);
      }}
    >
      <p className="muted">One HTML file that opens in any browser, without a network, and prints well.</p>
      <label className="choice">
        <span>File, beside the workspace unless you name a folder</span>
        <input className="input" value={path} spellCheck={false} onChange={(event) => setPath(event.currentTarget.value)} />
      </label>
      <label className="check">
        <input type="checkbox" checked={showPersonal} onChange={(event) => setShow(event.currentTarget.checked)} /> Show values of
        columns that seem to hold personal data
      </label>
      {problem && <p className="wrong-ink wrap">▲ {problem.sentence}</p>}
      <div className="row">
        <span style={{ flex: 1 }} />
        {problem?.isThere && (
          <button type="button" className="button" onClick={() => void write(true)}>
            Overwrite
          </button>
        )}
        <button type="submit" className="button primary">
          Write the file
        </button>
      </div>
    </form>
  );
}
