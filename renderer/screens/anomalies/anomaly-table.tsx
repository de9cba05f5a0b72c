import { type KeyboardEvent, useRef } from 'react';
import type { Anomaly, AnomalyList } from '#core/contract/anomalies.ts';
import type { AnomalyLabel } from '#core/contract/detectors.ts';
import { count, figure, short } from '../../format.ts';
import { LabelButtons, labelOfKey } from '../../pieces/label-buttons.tsx';
import { PeersPicture } from './peers-picture.tsx';

interface AnomalyTableProps {
  readonly list: AnomalyList;
  /** Which one is looked at. */
  readonly place: number;
  readonly onLook: (place: number) => void;
  readonly onLabel: (one: Anomaly, label: AnomalyLabel | null) => void;
}

/** What is unusual, the most unusual first. Arrow keys lead through it, and E, F and D label. */
export function AnomalyTable({ list: { anomalies }, place, onLook, onLabel }: AnomalyTableProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const focus = (at: number): void => body.current?.querySelectorAll<HTMLElement>('.anomaly-name')[at]?.focus();
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const label = labelOfKey(event.key);
    const one = anomalies[place];
    if (step === 0 && (label === undefined || !one)) return;
    event.preventDefault();
    if (label !== undefined && one) onLabel(one, one.label === label ? null : label);
    const next = Math.min(Math.max(place + step, 0), anomalies.length - 1);
    if (next === place) return;
    onLook(next);
    focus(next);
  };
  return (
    <table className="table anomaly-table">
      <thead>
        <tr>
          <th className="right">Record</th>
          <th>What is unusual</th>
          <th className="right">Value</th>
          <th className="right">Median</th>
          <th className="right">Limit</th>
          <th>Among its peers</th>
          <th className="right">Score</th>
          <th>Label</th>
        </tr>
      </thead>
      <tbody ref={body} onKeyDown={onKeyDown}>
        {anomalies.map((one, at) => (
          <Row
            key={`${one.kind} ${one.record} ${one.column}`}
            one={one}
            isLookedAt={at === place}
            onLook={() => onLook(at)}
            onLabel={(label) => {
              onLabel(one, label);
              // The button that was pressed is gone.
              focus(at);
            }}
          />
        ))}
      </tbody>
    </table>
  );
}

function Row({
  one,
  isLookedAt,
  onLook,
  onLabel,
}: {
  readonly one: Anomaly;
  readonly isLookedAt: boolean;
  readonly onLook: () => void;
  readonly onLabel: (label: AnomalyLabel | null) => void;
}) {
  const { kind, record, column, among, sentence, score, label } = one;
  const name = (
    <button type="button" className="link anomaly-name" aria-current={isLookedAt} tabIndex={isLookedAt ? 0 : -1} onClick={onLook}>
      {kind === 'value' ? column : sentence}
    </button>
  );
  return (
    <tr className={isLookedAt ? 'is-looked-at' : ''} onClick={onLook} onFocus={onLook}>
      <td className="right muted">{count(record)}</td>
      {kind === 'value' ? (
        <>
          <td>
            {name} <span className="muted">{among.join(', ')}</span>
          </td>
          <Figures one={one} />
        </>
      ) : (
        <td colSpan={5}>{name}</td>
      )}
      <td className="right">{figure(score, 2)}</td>
      <td className="labels">
        <LabelButtons about={`record ${count(record)}`} label={label} onLabel={onLabel} />
      </td>
    </tr>
  );
}

/** The value, what it is compared with, and where it stands. */
function Figures({ one }: { readonly one: Anomaly }) {
  const { value, median, low, high } = one;
  const crossed = value !== null && high !== null && value > high ? high : low;
  const told = (number: number | null): string => (number === null ? '' : short(number));
  return (
    <>
      <td className="right">
        <b>{told(value)}</b>
      </td>
      <td className="right">{told(median)}</td>
      <td className="right">{told(crossed)}</td>
      <td>
        <PeersPicture anomaly={one} />
      </td>
    </>
  );
}
