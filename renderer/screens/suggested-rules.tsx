import type { QueryKey } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Proposal, Proposals } from '#core/contract/proposals.ts';
import { engine, sentenceOf } from '../client.ts';
import { count, counted } from '../format.ts';
import { ProgressBar } from '../pieces/progress-bar.tsx';
import { useFollowed } from '../use-followed.ts';

/** What a person ticked before the first run, and how bad it is where a record breaks one of these rules. */
export interface Held {
  readonly severity: 'warning' | 'error';
  readonly ticked: readonly { readonly dataset: string; readonly proposal: Pick<Proposal, 'id' | 'kind' | 'edit'> }[];
}

type Events = Awaited<ReturnType<typeof engine.sources.propose>>;

interface SuggestedProps {
  readonly queryKey: QueryKey;
  readonly begin: (signal: AbortSignal) => Promise<Events>;
  readonly held: Held | undefined;
  readonly change: (held: Held) => void;
}

/** Suggestions that are shown at once. */
const most = 25;

/** What seems to hold for files that have not run yet: nothing of it is applied unless it is ticked. */
export function SuggestedRules({ queryKey, begin, held, change }: SuggestedProps) {
  const { outcome, error, share } = useFollowed<Proposals>({ queryKey, begin });
  const isUntouched = held === undefined;
  // What loses nothing is ticked at first; a person may take it back.
  useEffect(() => {
    if (outcome && isUntouched) change({ severity: 'warning', ticked: losslessOf(outcome) });
  }, [outcome, isUntouched, change]);
  if (error) return <p className="wrong-ink wrap">▲ {sentenceOf(error)}</p>;
  if (!outcome || !held)
    return (
      <div className="stack">
        <p className="muted">Looking at every record. Nothing is stored.</p>
        <ProgressBar label="Progress" share={share} parts={[{ name: 'Records', weight: 1, share: share ?? 0.02 }]} />
      </div>
    );
  const isTicked = (dataset: string, { id }: Proposal): boolean =>
    held.ticked.some((one) => one.dataset === dataset && one.proposal.id === id);
  const tick = (dataset: string, { id, kind, edit }: Proposal, isOn: boolean): void => {
    const others = held.ticked.filter((one) => one.dataset !== dataset || one.proposal.id !== id);
    change({ ...held, ticked: isOn ? [...others, { dataset, proposal: { id, kind, edit } }] : others });
  };
  return (
    <div className="proposals">
      <div className="row">
        <b role="status">{counted(held.ticked.length, 'suggestion')} ticked</b>
        <span className="muted">Only ticked suggestions are applied in the first run.</span>
        <span className="spacer" />
        <label className="row">
          <span className="muted">A record that breaks a ticked rule</span>
          <select
            className="input small"
            value={held.severity}
            onChange={(event) => change({ ...held, severity: event.currentTarget.value === 'error' ? 'error' : 'warning' })}
          >
            <option value="warning">passes with a warning</option>
            <option value="error">is set aside</option>
          </select>
        </label>
      </div>
      {outcome.datasets.map(({ dataset, proposals }) => (
        <DatasetSuggestions
          key={dataset}
          title={outcome.datasets.length > 1 ? dataset : undefined}
          proposals={proposals}
          isTicked={(proposal) => isTicked(dataset, proposal)}
          tick={(proposal, isOn) => tick(dataset, proposal, isOn)}
        />
      ))}
    </div>
  );
}

interface DatasetProps {
  readonly title: string | undefined;
  readonly proposals: readonly Proposal[];
  readonly isTicked: (proposal: Proposal) => boolean;
  readonly tick: (proposal: Proposal, isOn: boolean) => void;
}

function DatasetSuggestions({ title, proposals, isTicked, tick }: DatasetProps) {
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? proposals : proposals.slice(0, most);
  const part = (heading: string, list: readonly Proposal[]) =>
    list.length > 0 && (
      <>
        {title === undefined ? <h2>{heading}</h2> : <h3>{heading}</h3>}
        <ul className="plain-list">
          {list.map((proposal) => (
            <Suggestion
              key={proposal.id}
              proposal={proposal}
              isTicked={isTicked(proposal)}
              tick={(isOn) => tick(proposal, isOn)}
            />
          ))}
        </ul>
      </>
    );
  return (
    <section className="card" aria-label={title ?? 'Suggestions'}>
      {title !== undefined && <h2>{title}</h2>}
      {proposals.length === 0 && <p className="muted">No further suggestions.</p>}
      {part(
        'Tidy up',
        shown.filter(({ kind }) => kind === 'step'),
      )}
      {part(
        'Rules to add',
        shown.filter(({ kind }) => kind !== 'step'),
      )}
      {proposals.length > shown.length && (
        <button type="button" className="link" onClick={() => setWhole(true)}>
          Show {count(proposals.length - shown.length)} more
        </button>
      )}
    </section>
  );
}

function Suggestion({
  proposal: { id, sentence, evidence, records, rows },
  isTicked,
  tick,
}: {
  readonly proposal: Proposal;
  readonly isTicked: boolean;
  readonly tick: (isOn: boolean) => void;
}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <li className="proposal">
      <label className="row">
        <input type="checkbox" checked={isTicked} onChange={(event) => tick(event.currentTarget.checked)} />
        <span className="list-text">
          <b className="wrap">{`${sentence[0]?.toUpperCase()}${sentence.slice(1)}`}</b>
          <span className="muted small wrap">{evidence}</span>
        </span>
      </label>
      {rows.rows.length > 0 && (
        <button type="button" className="link small" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? 'Hide' : 'Show'} {rows.rows.length < records ? `${rows.rows.length} of ${count(records)}` : count(records)}{' '}
          {records === 1 ? 'row' : 'rows'}
        </button>
      )}
      {isOpen && (
        <table className="table" aria-label={`Rows behind ${id}`}>
          <thead>
            <tr>
              <th className="right">Row</th>
              {rows.columns.map((column) => (
                <th key={column}>{column}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.rows.map((row) => (
              <tr key={row.id}>
                <td className="right muted">{count(row.id)}</td>
                {row.cells.map((cell, at) => (
                  <td key={rows.columns[at]} className="mono wrap">
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </li>
  );
}

function losslessOf({ datasets }: Proposals): Held['ticked'] {
  return datasets.flatMap(({ dataset, proposals }) =>
    proposals.filter(({ isLossless }) => isLossless).map(({ id, kind, edit }) => ({ dataset, proposal: { id, kind, edit } })),
  );
}

/** A proposed definition with the suggestions that were ticked. */
export async function withHeld(yaml: string, held: Held | undefined): Promise<string> {
  if (!held || held.ticked.length === 0) return yaml;
  const of = (kind: Proposal['kind']) => held.ticked.filter(({ proposal }) => proposal.kind === kind);
  const severity = held.severity === 'error' ? {} : { severity: held.severity };
  const changed = await engine.pipeline.change({
    yaml,
    changes: [],
    added: of('rule').map(({ dataset, proposal }) => ({ dataset, rule: { ...proposal.edit, ...severity } })),
    steps: of('step').map(({ dataset, proposal }) => ({ dataset, edit: { kind: 'add', step: proposal.edit } })),
    // The engine proposes checks in this very form.
    checks: of('check').map(({ dataset, proposal }) => ({ dataset, check: proposal.edit as never })),
  });
  return changed.yaml;
}
