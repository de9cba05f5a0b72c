import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ComputedDetail, ComputedEdit, TypeEdit } from '#core/contract/pipeline.ts';
import { ask, engine } from '../../client.ts';
import type { Draft } from '../../draft.ts';
import { columnTypes } from '../../pieces/column-types.ts';
import { ComputedValues } from './computed-values.tsx';
import { TrialButtons } from './trial-buttons.tsx';
import { TypeFields } from './type-fields.tsx';
import { useTrial } from './use-trial.ts';

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
  const [type, setType] = useState<TypeEdit['type']>(typeOf(column) ?? 'decimal');
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
          type,
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
        <TypeFields type={type} scale={scale} onType={setType} onScale={setScale} />
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

function typeOf(column: ComputedDetail | undefined): TypeEdit['type'] | undefined {
  return columnTypes.find(([type]) => type === column?.type)?.[0];
}
