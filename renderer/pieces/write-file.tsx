import { Modal } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type ReactNode, useState } from 'react';
import { remedyOf, sentenceOf } from '../client.ts';

/** A file that is written when somebody asks for it. */
interface WrittenFile {
  /** What the button says. */
  readonly label: string;
  readonly title: string;
  /** What the file is, in a sentence. */
  readonly about: string;
  readonly suggested: string;
  readonly options?: ReactNode;
  /** Writes it; what was written is told before its path. */
  readonly write: (place: {
    readonly path: string;
    readonly overwrite: boolean;
  }) => Promise<{ readonly path: string; readonly told: string }>;
}

/** A button that asks where a file goes, and writes it there. */
export function WriteFile(file: WrittenFile) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="button small" onClick={() => setOpen(true)}>
        {file.label}
      </button>
      {isOpen && (
        <Modal opened onClose={() => setOpen(false)} title={file.title}>
          <WriteForm {...file} onDone={() => setOpen(false)} />
        </Modal>
      )}
    </>
  );
}

function WriteForm({ about, suggested, options, write, onDone }: WrittenFile & { readonly onDone: () => void }) {
  const [path, setPath] = useState(suggested);
  const [problem, setProblem] = useState<{ readonly sentence: string; readonly isThere: boolean }>();
  const writeNow = async (overwrite: boolean): Promise<void> => {
    try {
      const written = await write({ path, overwrite });
      onDone();
      notifications.show({
        autoClose: 20_000,
        message: (
          <>
            {written.told} in <span className="wrap">{written.path}</span>.{' '}
            {window.winnow && (
              <button type="button" className="link" onClick={() => window.winnow?.showInFolder(written.path)}>
                Show in folder
              </button>
            )}{' '}
            {window.winnow && written.path.endsWith('.html') && <SavePdf report={written.path} />}
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
        void writeNow(false);
      }}
    >
      <p className="muted">{about}</p>
      <label className="choice">
        <span>File, beside the workspace unless you name a folder</span>
        <input className="input" value={path} spellCheck={false} onChange={(event) => setPath(event.currentTarget.value)} />
      </label>
      {options}
      {problem && <p className="wrong-ink wrap">▲ {problem.sentence}</p>}
      <div className="row">
        <span style={{ flex: 1 }} />
        {problem?.isThere && (
          <button type="button" className="button" onClick={() => void writeNow(true)}>
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

/** Saves a report as PDF, which only the desktop can; a browser prints it. */
function SavePdf({ report }: { readonly report: string }) {
  const save = async (): Promise<void> => {
    try {
      const path = await window.winnow?.savePdf(report);
      if (path !== undefined) notifications.show({ autoClose: 20_000, message: <span className="wrap">Saved as {path}.</span> });
    } catch (error) {
      // What the desktop says comes behind the name of the call.
      notifications.show({ message: sentenceOf(error).replace(/^.*Error: /, ''), autoClose: false });
    }
  };
  return (
    <button type="button" className="link" onClick={() => void save()}>
      Save as PDF
    </button>
  );
}
