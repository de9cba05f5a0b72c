import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { TypeEdit } from '#core/contract/pipeline.ts';
import { engine } from '../../client.ts';
import type { Draft } from '../../draft.ts';
import { columnTypes } from '../../pieces/column-types.ts';
import { TrialButtons } from './trial-buttons.tsx';
import { TypeFields } from './type-fields.tsx';
import { useTrial } from './use-trial.ts';

interface TypeFormProps {
  readonly yaml: string;
  readonly dataset: string;
  /** The columns of the file and their types. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** The column that is chosen first. */
  readonly column: string | undefined;
  readonly onDone: (next: Draft) => void;
  readonly onCancel: () => void;
}

/** Chooses what the values of a column are read as. */
export function TypeForm({ yaml, dataset, columns, column, onDone, onCancel }: TypeFormProps) {
  const typeOf = (name: string) => columnTypes.find(([one]) => one === columns.find((known) => known.name === name)?.type)?.[0];
  const [name, setName] = useState(column ?? columns[0]?.name ?? '');
  const [type, setType] = useState<TypeEdit['type']>(typeOf(name) ?? 'text');
  const [scale, setScale] = useState('');
  const [formats, setFormats] = useState('');
  const isDated = type === 'date' || type === 'timestamp';
  const written = formats
    .split('\n')
    .map((format) => format.trim())
    .filter(Boolean);
  const edit: TypeEdit | undefined =
    type === typeOf(name) && written.length === 0 && scale === ''
      ? undefined
      : {
          ...{ column: name, type },
          ...(type === 'decimal' && scale !== '' && { scale: Number(scale) }),
          ...(isDated && written.length > 0 && { formats: written }),
        };
  const trial = useTrial(edit, ['type', yaml, dataset], (meant) =>
    engine.pipeline.change({ yaml, changes: [], types: [{ dataset, edit: meant }] }),
  );
  return (
    <form
      className="step-form"
      aria-label="Change the type of a column"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onCancel();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        if (!trial.data) return;
        onDone(trial.data);
        const [, title = ''] = columnTypes.find(([one]) => one === type) ?? [];
        notifications.show({ message: `${name} will be read as: ${title.toLowerCase()}` });
      }}
    >
      <div className="row">
        <label className="choice" style={{ flex: 2 }}>
          <span>Column</span>
          <select
            className="input"
            // biome-ignore lint/a11y/noAutofocus: the form was just asked for
            autoFocus
            value={name}
            onChange={(event) => {
              setName(event.currentTarget.value);
              setType(typeOf(event.currentTarget.value) ?? 'text');
            }}
          >
            {columns.map((known) => (
              <option key={known.name}>{known.name}</option>
            ))}
          </select>
        </label>
        <TypeFields type={type} scale={scale} onType={setType} onScale={setScale} />
      </div>
      {isDated && (
        <label className="choice">
          <span>Formats, one on each line, tried in their order</span>
          <textarea
            className="input mono"
            rows={3}
            spellCheck={false}
            placeholder={type === 'date' ? 'yyyy-MM-dd' : 'as in 2024-05-17T14:30:00Z'}
            value={formats}
            onChange={(event) => setFormats(event.currentTarget.value)}
          />
        </label>
      )}
      <p className="muted small">
        A value that cannot be read as its type makes its record an exception. Under Rules, <em>See what would change</em> counts
        them before you run the pipeline.
      </p>
      <TrialButtons error={trial.error} isReady={trial.data !== undefined} label="Change the type" onCancel={onCancel} />
    </form>
  );
}
