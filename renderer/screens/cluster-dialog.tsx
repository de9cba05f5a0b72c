import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { BulkInput } from '#core/contract/bulk.ts';
import { ask, sentenceOf } from '../client.ts';
import { count, counted } from '../format.ts';
import { Question } from '../pieces/question.tsx';
import { askReview } from '../review.ts';

const methods = [
  ['words', 'same words (strict)'],
  ['pairs', 'same pairs of letters'],
  ['letters', 'few differing letters'],
  ['sound', 'same sound (lax)'],
] as const;

type Method = (typeof methods)[number][0];

/** Spellings that may mean the same: what is ticked becomes the text that is chosen. */
export function ClusterDialog({ selection, column }: { readonly selection: BulkInput['selection']; readonly column: string }) {
  const [method, setMethod] = useState<Method>('letters');
  const [distance, setDistance] = useState(2);
  const clusters = useQuery(ask.exceptions.clusters.queryOptions({ input: { ...selection, column, method, distance } }));
  const [targets, setTargets] = useState<Readonly<Record<string, string>>>({});
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const map = Object.fromEntries(
    (clusters.data ?? []).flatMap(({ members, target }) =>
      members
        .filter(({ text, waiting }) => waiting > 0 && !left.has(text) && text !== (targets[target] ?? target))
        .map(({ text }) => [text, targets[target] ?? target]),
    ),
  );
  const records = (clusters.data ?? [])
    .flatMap(({ members }) => members)
    .reduce((sum, { text, waiting }) => sum + (Object.hasOwn(map, text) ? waiting : 0), 0);
  const escalate = (target: string, values: string[]): void =>
    askReview({
      kind: 'bulk',
      title: `Spellings of ${target} for somebody else`,
      input: {
        selection: {
          ...selection,
          filter: [...selection.filter, { column, operator: 'one of', value: '', values: values }],
        },
        change: { kind: 'escalated', reason: '' },
        remember: false,
      },
    });
  return (
    <Question
      title={`Spellings of ${column}`}
      size="xl"
      deed={`Preview ${counted(records, 'record')} …`}
      canDo={records > 0}
      onDo={() =>
        askReview({
          kind: 'bulk',
          title: `Map spellings of ${column}`,
          input: {
            selection,
            change: { kind: 'map', column, map },
            remember: false,
          },
          canRemember: true,
        })
      }
    >
      <MatchBy {...{ method, setMethod, distance, setDistance }} />
      {clusters.isError && <p className="wrong-ink wrap">▲ {sentenceOf(clusters.error)}</p>}
      {clusters.data?.length === 0 && <p className="muted">No two spellings are the same in this way. Try a looser method.</p>}
      <section className="outcome-rows" aria-label="Clusters">
        {clusters.data?.map(({ members, target }) => (
          <fieldset key={target} className="cluster">
            <legend className="visually-hidden">Cluster {target}</legend>
            <div className="cluster-members">
              {members.map(({ text, count: all, waiting }) => (
                <label key={text} className="row">
                  <input
                    type="checkbox"
                    checked={Object.hasOwn(map, text)}
                    disabled={waiting === 0 || text === (targets[target] ?? target)}
                    onChange={() => {
                      const next = new Set(left);
                      if (!next.delete(text)) next.add(text);
                      setLeft(next);
                    }}
                  />
                  <span className="wrap" style={{ flex: 1 }}>
                    {text}
                  </span>
                  <span className="muted small">
                    {count(all)}
                    {waiting > 0 && `, ${count(waiting)} waiting`}
                  </span>
                </label>
              ))}
            </div>
            <Become
              target={target}
              value={targets[target] ?? target}
              onChange={(text) => setTargets({ ...targets, [target]: text })}
              onEscalate={() =>
                escalate(
                  target,
                  members.map(({ text }) => text),
                )
              }
            />
          </fieldset>
        ))}
      </section>
    </Question>
  );
}

/** How much spellings may differ. */
function MatchBy({
  method,
  setMethod,
  distance,
  setDistance,
}: {
  readonly method: Method;
  readonly setMethod: (method: Method) => void;
  readonly distance: number;
  readonly setDistance: (distance: number) => void;
}) {
  return (
    <label className="row">
      <span>Match by:</span>
      <select className="input" value={method} onChange={(event) => setMethod(event.currentTarget.value as Method)}>
        {methods.map(([name, words]) => (
          <option key={name} value={name}>
            {words}
          </option>
        ))}
      </select>
      {method === 'letters' && (
        <select
          className="input"
          aria-label="How many letters may differ"
          value={distance}
          onChange={(event) => setDistance(Number(event.currentTarget.value))}
        >
          {[1, 2, 3, 4].map((letters) => (
            <option key={letters} value={letters}>
              {letters === 1 ? 'one letter' : `up to ${letters} letters`}
            </option>
          ))}
        </select>
      )}
    </label>
  );
}

/** The text that the spellings of a cluster become. */
function Become({
  target,
  value,
  onChange,
  onEscalate,
}: {
  readonly target: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly onEscalate: () => void;
}) {
  return (
    <label className="choice" style={{ flex: 1 }}>
      <span className="muted small">become</span>
      <input
        className="input small"
        list={`members-${target}`}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <button type="button" className="link small" title="Leave these records to somebody else, with a note" onClick={onEscalate}>
        Escalate instead …
      </button>
    </label>
  );
}
