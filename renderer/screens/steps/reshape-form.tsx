import { useState } from 'react';
import { engine } from '../../client.ts';
import type { Draft } from '../../draft.ts';
import { ComputedValues } from './computed-values.tsx';
import { combineColumns, splitColumn } from './reshape.ts';
import { TrialButtons } from './trial-buttons.tsx';
import { useTrial } from './use-trial.ts';

interface ReshapeProps {
  readonly way: 'split' | 'combine';
  readonly yaml: string;
  readonly dataset: string;
  readonly columns: readonly string[];
  readonly onDone: (next: Draft) => void;
  readonly onCancel: () => void;
}

/** Divides a column into several, or makes one of several; the columns that they come from stay. */
export function ReshapeForm({ way, yaml, dataset, columns, onDone, onCancel }: ReshapeProps) {
  const [chosen, choose] = useState<readonly string[]>([]);
  const [separator, setSeparator] = useState(way === 'split' ? ',' : ' ');
  const [named, setNamed] = useState('');
  const names = named
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  const isWhole =
    separator !== '' && names.length > 0 && (way === 'split' ? chosen.length === 1 : chosen.length > 1 && names.length === 1);
  const edits = !isWhole
    ? undefined
    : way === 'split'
      ? splitColumn(chosen[0] ?? '', separator, names)
      : combineColumns(chosen, separator, names[0] ?? '');
  const trial = useTrial(edits, ['reshape', yaml, dataset], async (meant) => {
    const computed = meant.map((edit) => ({ dataset, edit }));
    const next = await engine.pipeline.change({ yaml, changes: [], computed });
    return { next, preview: await engine.pipeline.computed({ yaml: next.yaml, dataset, name: meant[0]?.name ?? '' }) };
  });
  return (
    <form
      className="step-form"
      aria-label={way === 'split' ? 'Split a column' : 'Combine columns'}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onCancel();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        if (trial.data) onDone(trial.data.next);
      }}
    >
      {way === 'split' ? (
        <label className="choice">
          <span>Column</span>
          {/* biome-ignore lint/a11y/noAutofocus: the form was just asked for */}
          <select className="input" autoFocus value={chosen[0] ?? ''} onChange={(event) => choose([event.currentTarget.value])}>
            <option value="" />
            {columns.map((column) => (
              <option key={column}>{column}</option>
            ))}
          </select>
        </label>
      ) : (
        <ColumnOrder columns={columns} chosen={chosen} choose={choose} />
      )}
      <div className="row">
        <label className="choice" style={{ flex: 1 }}>
          <span>{way === 'split' ? 'Split at' : 'Separator'}</span>
          <input className="input mono" value={separator} onChange={(event) => setSeparator(event.currentTarget.value)} />
        </label>
        <label className="choice" style={{ flex: 3 }}>
          <span>{way === 'split' ? 'Names of the parts, in their order' : 'Name of the new column'}</span>
          <input
            className="input"
            placeholder={way === 'split' ? 'first_name, last_name' : 'full_name'}
            spellCheck={false}
            value={named}
            onChange={(event) => setNamed(event.currentTarget.value)}
          />
        </label>
      </div>
      <p className="muted small">
        {way === 'split'
          ? 'Spaces around each part are removed. A text with fewer parts leaves the others empty.'
          : 'Columns without a value are left out.'}{' '}
        The original columns are kept.
      </p>
      <TrialButtons
        error={trial.error}
        isReady={trial.data !== undefined}
        label={way === 'split' ? 'Split the column' : 'Combine the columns'}
        onCancel={onCancel}
      />
      {trial.data && <ComputedValues dataset={dataset} preview={trial.data.preview} />}
    </form>
  );
}

function ColumnOrder({
  columns,
  chosen,
  choose,
}: {
  readonly columns: readonly string[];
  readonly chosen: readonly string[];
  readonly choose: (columns: readonly string[]) => void;
}) {
  return (
    <fieldset className="choice">
      <legend>Columns, in the order in which you tick them</legend>
      <span className="row" style={{ flexWrap: 'wrap', maxHeight: 140, overflow: 'auto' }}>
        {columns.map((column) => {
          const place = chosen.indexOf(column);
          return (
            <label key={column} className="row small">
              <input
                type="checkbox"
                checked={place >= 0}
                onChange={(event) =>
                  choose(event.currentTarget.checked ? [...chosen, column] : chosen.filter((one) => one !== column))
                }
              />
              {column}
              {place >= 0 && <span className="badge">{place + 1}</span>}
            </label>
          );
        })}
      </span>
    </fieldset>
  );
}
