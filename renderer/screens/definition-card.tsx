import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ask, sentenceOf } from '../client.ts';
import type { ShownRun } from '../shown.ts';
import { RestoreButton } from './versions-card.tsx';

/** The rules of a run as they were: to look at, and to run again. */
export function DefinitionCard({ run, shownVersion }: { readonly run: ShownRun; readonly shownVersion: number | undefined }) {
  const [isOpen, setOpen] = useState(false);
  const definition = useQuery({ ...ask.runs.definition.queryOptions({ input: { runId: run.runId } }), enabled: isOpen });
  return (
    <section className="card" style={{ marginBottom: 12 }}>
      <div className="card-head">
        <h2>Rules v{run.version}</h2>
        <span className="aside row">
          <button type="button" className="button small" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? 'Hide rules' : 'Show rules'}
          </button>
          {run.version !== shownVersion && <RestoreButton runId={run.runId} />}
        </span>
      </div>
      {isOpen && definition.isError && <p className="wrong-ink wrap">▲ {sentenceOf(definition.error)}</p>}
      {isOpen && definition.data && <pre className="source wrap">{definition.data.yaml}</pre>}
    </section>
  );
}
