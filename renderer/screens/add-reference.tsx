import { Modal } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { PipelineDetail } from '#core/contract/pipeline.ts';
import { ask, engine, sentenceOf } from '../client.ts';
import { draftOf, useDraft } from '../draft.ts';
import { counted } from '../format.ts';
import { TrialButtons } from './steps/trial-buttons.tsx';

/** A column and the one of the other dataset that it refers to. */
interface Pair {
  readonly own: string;
  readonly other: string;
}

/** The dialog in which a reference is stated; how many records would have no match is counted as one chooses. */
export function AddReference({
  runId,
  pipeline,
  onClose,
}: {
  readonly runId: string;
  readonly pipeline: PipelineDetail;
  readonly onClose: () => void;
}) {
  const yaml = useDraft((kept) => draftOf(kept, runId))?.yaml ?? pipeline.yaml;
  const names = pipeline.datasets.map(({ name }) => name);
  const [dataset, setDataset] = useState(names[0] ?? '');
  const [parent, setParent] = useState(names[1] ?? '');
  const [chosen, choose] = useState<readonly Pair[]>();
  const own = pipeline.datasets.find(({ name }) => name === dataset);
  const other = pipeline.datasets.find(({ name }) => name === parent);
  const pairs = chosen ?? likelyPairs(own, other);
  const isStated = pairs.every((pair) => pair.own !== '' && pair.other !== '');
  const columns = pairs.map((pair) => pair.own);
  const isKey = String(other?.key) === String(pairs.map((pair) => pair.other));
  const reference = { columns, dataset: parent, ...(!isKey && { to: pairs.map((pair) => pair.other) }) };
  const trial = useQuery({
    ...ask.pipeline.trial.queryOptions({
      input: { yaml, dataset, rule: { id: `${columns.join('_')}_reference`, rule: 'reference', ...reference } },
    }),
    enabled: isStated,
    retry: false,
    staleTime: 0,
  });
  const failed = trial.data?.failed ?? null;
  const add = async (): Promise<void> => {
    try {
      const edit = { kind: 'add', ...reference } as const;
      const draft = await engine.pipeline.change({ yaml, changes: [], references: [{ dataset, edit }] });
      useDraft.setState({ runId, draft });
      onClose();
      notifications.show({ message: 'The reference is checked from the next run on.' });
    } catch (error) {
      notifications.show({ message: sentenceOf(error), autoClose: false });
    }
  };
  const relate = (from: string, to: string): void => {
    setDataset(from);
    setParent(to === from ? (names.find((name) => name !== from) ?? '') : to);
    choose(undefined);
  };
  const put = (place: number, changed: Partial<Pair>): void =>
    choose(pairs.map((pair, index) => (index === place ? { ...pair, ...changed } : pair)));
  return (
    <Modal opened onClose={onClose} title="Add a reference" size="lg">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (failed !== null) void add();
        }}
      >
        <div className="row">
          <Pick label="Records of" value={dataset} options={names} onChange={(name) => relate(name, parent)} />
          <Pick
            label="Refer to records of"
            value={parent}
            options={names.filter((name) => name !== dataset)}
            onChange={(name) => relate(dataset, name)}
          />
        </div>
        {pairs.map((pair, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: pairs have no other name than their place
          <div className="row" key={place}>
            <Pick
              label={`Column of ${dataset}`}
              value={pair.own}
              options={own?.columns ?? []}
              onChange={(column) => put(place, { own: column })}
            />
            <Pick
              label={`Column of ${parent}`}
              value={pair.other}
              options={other?.columns ?? []}
              onChange={(column) => put(place, { other: column })}
            />
          </div>
        ))}
        <p className="row">
          <button type="button" className="link" onClick={() => choose([...pairs, { own: '', other: '' }])}>
            Add another column
          </button>
          {pairs.length > 1 && (
            <button type="button" className="link" onClick={() => choose(pairs.slice(0, -1))}>
              Remove the last
            </button>
          )}
        </p>
        <p className="muted" role="status">
          {!isStated
            ? 'Choose the columns to see how many records would have no match.'
            : failed === null
              ? trial.isPending
                ? 'Counting …'
                : ''
              : failed === 0
                ? 'Every record with a value has a match.'
                : `${counted(failed, 'record')} would have no match.`}
        </p>
        <TrialButtons
          problem={trial.data?.problem ?? undefined}
          error={trial.error}
          isReady={failed !== null}
          label="Add the reference"
          onCancel={onClose}
        />
      </form>
    </Modal>
  );
}

type Dataset = PipelineDetail['datasets'][number];

/** The key of the other dataset, each column with the one that is called alike; a free choice where there is no key. */
function likelyPairs(own: Dataset | undefined, other: Dataset | undefined): readonly Pair[] {
  if (!other || other.key.length === 0) return [{ own: '', other: '' }];
  return other.key.map((column) => {
    const named = [column, `${other.name}_${column}`, `${other.name.replace(/s$/, '')}_${column}`];
    return { own: named.find((name) => own?.columns.includes(name)) ?? '', other: column };
  });
}

function Pick({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly string[];
  readonly onChange: (value: string) => void;
}) {
  return (
    <label className="choice" style={{ flex: 1 }}>
      <span>{label}</span>
      <select className="input" value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {!options.includes(value) && <option value="" />}
        {options.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  );
}
