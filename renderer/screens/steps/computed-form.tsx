import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ComputedDetail, ComputedEdit } from '#core/contract/pipeline.ts';
import { ask, engine } from '../../client.ts';
import type { Draft } from '../../draft.ts';
import { ComputedValues } from './computed-values.tsx';
import { TrialButtons } from './trial-buttons.tsx';
import { useTrial } from './use-trial.ts';

const types = [
  ['text', 'Text'],
  ['integer', 'Whole number'],
  ['decimal', 'Decimal number'],
  ['date', 'Date'],
  ['timestamp', 'Date and time'],
  ['boolean', 'Yes or no'],
  ['email', 'E-mail address'],
] as const;

type Type = (typeof types)[number][0];

/** What a computed column is called and how it comes about; its values are shown while one writes. */
export function ComputedForm({
  column,
  yaml,
  dataset,
  onDone,
  onCancel,
}: {
  /** The column as it is; undefined for a new one. */
  readonly column: ComputedDetail | undefined;
  readonly yaml: string;
  readonly dataset: string;
  readonly onDone: (next: Draft) => void;
  readonly onCancel: () => void;
}) {
  const [name, setName] = useState(column?.name ?? '');
  const [type, setType] = useState<string>(column?.type ?? 'decimal');
  const [scale, setScale] = useState(column ? String(column.scale ?? '') : '2');
  const [expression, setExpression] = useState(column?.expression ?? '');
  const functions = useQuery({ ...ask.rules.kinds.queryOptions(), staleTime: Number.POSITIVE_INFINITY }).data?.functions ?? [];
  const isWritten = name.trim() !== '' && expression.trim() !== '';
  const edit: ComputedEdit | undefined = isWritten
    ? {
        kind: 'set',
        name: name.trim(),
        ...(column && { before: column.name }),
        column: {
          // Only these types can be chosen.
          type: type as Type,
          ...(type === 'decimal' && scale !== '' && { scale: Number(scale) }),
          expression: expression.trim(),
        },
      }
    : undefined;
  const trial = useTrial(edit, ['computed', yaml, dataset], async (meant) => {
    const next = await engine.pipeline.change({ yaml, changes: [], computed: [{ dataset, edit: meant }] });
    return { next, preview: await engine.pipeline.computed({ yaml: next.yaml, dataset, name: meant.name }) };
  });
  return (
    <form
      className="step-form"
      aria-label={column ? `Edit ${column.name}` : 'Add a computed column'}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onCancel();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        if (trial.data) onDone(trial.data.next);
      }}
    >
      <div className="row">
        <label className="choice" style={{ flex: 2 }}>
          <span>Name</span>
          {/* biome-ignore lint/a11y/noAutofocus: the form was just asked for */}
          <input className="input" value={name} autoFocus onChange={(event) => setName(event.currentTarget.value)} />
        </label>
        <label className="choice" style={{ flex: 1 }}>
          <span>Type</span>
          <select className="input" value={type} onChange={(event) => setType(event.currentTarget.value)}>
            {types.map(([one, title]) => (
              <option key={one} value={one}>
                {title}
              </option>
            ))}
          </select>
        </label>
        {type === 'decimal' && (
          <label className="choice">
            <span>Decimal places</span>
            <input
              className="input"
              type="number"
              min={0}
              max={12}
              placeholder="any"
              value={scale}
              onChange={(event) => setScale(event.currentTarget.value)}
            />
          </label>
        )}
      </div>
      <label className="choice">
        <span>Expression</span>
        <textarea
          className="input mono"
          rows={3}
          spellCheck={false}
          placeholder="quantity * price"
          value={expression}
          onChange={(event) => setExpression(event.currentTarget.value)}
        />
      </label>
      <details>
        <summary>Functions</summary>
        <ul className="plain-list small function-list">
          {functions.map(({ name: one, summary }) => (
            <li key={one}>
              <code>{one}</code> {summary.replaceAll('`', '')}
            </li>
          ))}
        </ul>
      </details>
      <TrialButtons
        error={trial.error}
        isReady={trial.data !== undefined}
        label={column ? 'Change the column' : 'Add the column'}
        onCancel={onCancel}
      />
      {trial.data && <ComputedValues dataset={dataset} preview={trial.data.preview} />}
    </form>
  );
}
