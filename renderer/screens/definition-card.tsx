import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ask, engine, sentenceOf } from '../client.ts';
import { useRoute } from '../route.ts';
import { firstLook, startRun, useRunning } from '../running.ts';
import type { ShownRun } from '../shown.ts';

/** The rules of a run as they were: to look at, and to run again. */
export function DefinitionCard({ run, shownVersion }: { readonly run: ShownRun; readonly shownVersion: number | undefined }) {
  const [isOpen, setOpen] = useState(false);
  const [, go] = useRoute();
  const isRunning = useRunning(({ ticket }) => ticket !== undefined);
  const definition = useQuery({ ...ask.runs.definition.queryOptions({ input: { runId: run.runId } }), enabled: isOpen });
  const restore = async (): Promise<void> => {
    const { yaml } = definition.data ?? (await engine.runs.definition({ runId: run.runId }));
    // The workspace may have been given to another pipeline since.
    if (!(await startRun({ again: true, definition: yaml, replace: true }))) return;
    const exceptions = await firstLook();
    if (exceptions) go(exceptions);
  };
  return (
    <section className="card" style={{ marginBottom: 12 }}>
      <div className="card-head">
        <h2>Rules v{run.version}</h2>
        <span className="aside row">
          <button type="button" className="button small" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? 'Hide rules' : 'Show rules'}
          </button>
          {run.version !== shownVersion && (
            <button
              type="button"
              className="button small"
              disabled={isRunning}
              onClick={() =>
                void restore().catch((error: unknown) => notifications.show({ message: sentenceOf(error), autoClose: false }))
              }
            >
              Restore and run
            </button>
          )}
        </span>
      </div>
      {isOpen && definition.isError && <p className="wrong-ink wrap">▲ {sentenceOf(definition.error)}</p>}
      {isOpen && definition.data && <pre className="source wrap">{definition.data.yaml}</pre>}
    </section>
  );
}
