import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { Anomaly, AnomalyList } from '#core/contract/anomalies.ts';
import { type AnomalyLabel, anomalyLabels } from '#core/contract/detectors.ts';
import { ask } from '../../client.ts';
import { count, counted, short } from '../../format.ts';
import { looks } from '../../pieces/label-buttons.tsx';
import { VisibleText } from '../../pieces/visible-text.tsx';
import { rowsPath } from '../../route.ts';
import { methods } from './methods.ts';

/** One anomaly: why it is one, whom it was compared with, and its record. */
export function AnomalyPanel({
  anomaly,
  list: { dataset, method },
  onLabel,
}: {
  readonly anomaly: Anomaly;
  readonly list: AnomalyList;
  readonly onLabel: (label: AnomalyLabel | null) => void;
}) {
  const { kind, record, column, sentence, score, limit, low, high, median, peers, alsoBy, label, isLogarithmic } = anomaly;
  const page = useQuery(ask.records.page.queryOptions({ input: { dataset, what: 'raw', ids: [record], limit: 1 } }));
  const unit = kind === 'pattern' ? 'points' : methods[method].unit;
  const lines = [
    ['Score', `${short(score)} ${unit}`],
    ['Limit', `${short(limit)} ${unit}`],
    ...(low === null || high === null ? [] : [['Usual', `${short(low)} to ${short(high)}`]]),
    ...(median === null ? [] : [['Median of its peers', short(median)]]),
    ['Compared with', counted(peers, 'record')],
    ...(isLogarithmic ? [['Compared by', 'logarithms']] : []),
  ];
  return (
    <aside className="card anomaly-panel" aria-label="The anomaly">
      <Link href={rowsPath(dataset, 'raw', { ids: [record] })}>Record {count(record)}</Link>
      <h2 className="wrap">{sentence}</h2>
      <dl className="profile-figures one-column">
        {lines.map(([name, value]) => (
          <div key={name} className="figure-line">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {kind === 'value' && (
        <p className="muted small">
          The value itself is left out of what it is compared with
          {alsoBy.length > 0 && `. Also found by ${alsoBy.map((name) => methods[name].title).join(', ')}`}.
        </p>
      )}
      <fieldset className="stack anomaly-labels">
        <legend>What is it?</legend>
        <div className="row">
          {anomalyLabels.map((one) => (
            <button
              key={one}
              type="button"
              className="button small"
              aria-pressed={label === one}
              onClick={() => onLabel(label === one ? null : one)}
            >
              {looks[one].name} <kbd>{looks[one].key.toUpperCase()}</kbd>
            </button>
          ))}
        </div>
        <p className="muted small">
          Labelled values no longer count towards what is normal. The label stays in later runs until the{' '}
          {column === '' ? 'record' : 'value'} changes.
        </p>
      </fieldset>
      <h3>The record as it was read</h3>
      <dl className="profile-figures one-column">
        {page.data?.columns.map((name, at) => (
          <div key={name} className={name === column ? 'figure-line is-meant' : 'figure-line'}>
            <dt>{name}</dt>
            <dd className="cut">
              <VisibleText text={String(page.data.rows[0]?.[at] ?? '')} />
            </dd>
          </div>
        ))}
      </dl>
    </aside>
  );
}
