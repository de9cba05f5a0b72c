import { Modal } from '@mantine/core';
import { Plus, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { create } from 'zustand';
import type { PipelineDetail } from '#core/contract/pipeline.ts';
import { Choice } from '../pieces/choice.tsx';
import { Field, Options } from '../pieces/field.tsx';
import { Tool } from '../pieces/tool.tsx';

/** How a column of two records is alike: as it stands, or by a computed column. */
const ways = [
  ['same', 'exactly the same'],
  ['words', 'the same words'],
  ['sound', 'sounds alike'],
  ['digits', 'the same digits'],
] as const;

type Way = (typeof ways)[number][0];

/** A column that is compared. */
export interface Likeness {
  readonly column: string;
  readonly way: Way;
}

/** Records that are nearly the same: what is compared, and how bad it is. */
export interface NearDuplicates {
  readonly dataset: string;
  readonly likenesses: readonly Likeness[];
  readonly severity: 'warning' | 'error';
}

const severities = [
  ['error', 'they are exceptions, to be merged or waived'],
  ['warning', 'they are flagged and stay clean'],
] as const;

const dialog = create<{ readonly isOpen: boolean }>(() => ({ isOpen: false }));

/** Asks which records are nearly the same. */
export const askForNearDuplicates = (): void => dialog.setState({ isOpen: true });

const close = (): void => dialog.setState({ isOpen: false });

/** Describes which records are likely the same though they are written otherwise; they can be merged like other duplicates. */
export function NearDuplicatesDialog({
  pipeline,
  add,
}: {
  readonly pipeline: PipelineDetail;
  /** Adds the rule; whether that succeeded. */
  readonly add: (wanted: NearDuplicates) => Promise<boolean>;
}) {
  const isOpen = dialog((state) => state.isOpen);
  useEffect(() => close, []);
  return (
    <Modal opened={isOpen} onClose={close} title="Find near-duplicates" size="lg">
      <NearDuplicatesForm
        pipeline={pipeline}
        onAdd={async (wanted) => {
          if (await add(wanted)) close();
        }}
        onCancel={close}
      />
    </Modal>
  );
}

function NearDuplicatesForm({
  pipeline,
  onAdd,
  onCancel,
}: {
  readonly pipeline: PipelineDetail;
  readonly onAdd: (wanted: NearDuplicates) => Promise<void>;
  readonly onCancel: () => void;
}) {
  const [dataset, setDataset] = useState(pipeline.datasets[0]?.name ?? '');
  const shown = pipeline.datasets.find(({ name }) => name === dataset);
  const { columns = [], key = [] } = shown ?? {};
  const texts = shown ? textsOf(shown) : [];
  const [likenesses, setLikenesses] = useState<readonly Likeness[]>(() => guessed(texts));
  const [severity, setSeverity] = useState<NearDuplicates['severity']>('error');
  const chosen = likenesses.filter(({ column }) => columns.includes(column));
  const change = (at: number, changed: Partial<Likeness>): void =>
    setLikenesses(likenesses.map((one, index) => (index === at ? { ...one, ...changed } : one)));
  const isFree = (column: string): boolean => !likenesses.some((one) => one.column === column) && !key.includes(column);
  const free = texts.find(isFree) ?? columns.find(isFree);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen.length > 0) void onAdd({ dataset, likenesses: chosen, severity });
      }}
    >
      {pipeline.datasets.length > 1 && (
        <Field label="Dataset">
          <Options
            options={pipeline.datasets.map(({ name }) => [name, name])}
            value={dataset}
            onChange={(name) => {
              const next = pipeline.datasets.find((one) => one.name === name);
              setDataset(name);
              setLikenesses(guessed(next ? textsOf(next) : []));
            }}
          />
        </Field>
      )}
      <fieldset className="choice" style={{ gap: 6 }}>
        <legend>Two records are likely duplicates when every line agrees</legend>
        {likenesses.map(({ column, way }, at) => (
          <div key={column} className="row">
            <Choice
              label={`Column ${at + 1}`}
              value={column}
              options={columns
                .filter((name) => name === column || !likenesses.some((one) => one.column === name))
                .map((name) => [name, name])}
              onChange={(name) => change(at, likenessOf(name, texts))}
            />
            <Choice
              label={`How to compare ${column}`}
              value={way}
              options={texts.includes(column) ? ways : ways.slice(0, 1)}
              onChange={(next) => change(at, { way: next })}
            />
            <Tool label={`Leave out ${column}`} onClick={() => setLikenesses(likenesses.filter((_, index) => index !== at))}>
              <X size={13} />
            </Tool>
          </div>
        ))}
        {free !== undefined && (
          <button type="button" className="link" onClick={() => setLikenesses([...likenesses, likenessOf(free, texts)])}>
            <Plus size={12} aria-hidden /> Add a column
          </button>
        )}
      </fieldset>
      <Field label="When found">
        <Options options={severities} value={severity} onChange={setSeverity} />
      </Field>
      <p className="muted small">
        “The same words” ignores case, accents, punctuation and word order. “The same digits” compares all of them: a number with
        its country code is another one. A record with no value in one of these columns never matches.
      </p>
      <div className="row dialog-buttons">
        <button type="button" className="button quiet" onClick={onCancel}>
          Cancel
        </button>
        <button type="submit" className="button primary" aria-disabled={chosen.length === 0}>
          Add the rule
        </button>
      </div>
    </form>
  );
}

/** The columns of texts of a dataset. */
function textsOf({ columns, types }: PipelineDetail['datasets'][number]): readonly string[] {
  return columns.filter((_, at) => types[at] === 'text' || types[at] === 'email');
}

/** How a column is best compared, by what it is called. */
function likenessOf(column: string, texts: readonly string[]): Likeness {
  if (!texts.includes(column) || /mail/i.test(column)) return { column, way: 'same' };
  return { column, way: /phone|mobile|tel$|tel_|fax/i.test(column) ? 'digits' : 'words' };
}

/** What is likely to tell people or companies apart: a name, and how to reach them. */
function guessed(texts: readonly string[]): readonly Likeness[] {
  const named = texts.find((column) => /(^|_)(name|title|company)($|_)/i.test(column)) ?? texts[0];
  const reached = texts.find((column) => column !== named && /phone|mobile|tel$|tel_|mail/i.test(column));
  return [named, reached].flatMap((column) => (column === undefined ? [] : [likenessOf(column, texts)]));
}

/** The computed columns and the rule that find such records; a column that is computed like that already is taken as it is. */
export function ruleForNearDuplicates({ dataset, likenesses, severity }: NearDuplicates, pipeline: PipelineDetail) {
  const computed = pipeline.computed.filter((one) => one.dataset === dataset);
  const own = pipeline.datasets.find(({ name }) => name === dataset)?.columns ?? [];
  const taken = new Set([...own, ...computed.map(({ name }) => name)]);
  const keys = likenesses.map(({ column, way }) => {
    const expression = `${way}(${column})`;
    const known = way === 'same' ? column : computed.find((one) => one.expression === expression)?.name;
    return { expression, isNew: known === undefined, name: known ?? numbered(`${column}_${way}`, taken) };
  });
  const ids = new Set(pipeline.rules.filter((rule) => rule.dataset === dataset).map(({ id }) => id));
  const rule = { id: numbered('near_duplicates', ids), rule: 'unique', columns: keys.map(({ name }) => name), severity };
  return {
    computed: keys
      .filter(({ isNew }) => isNew)
      .map(({ name, expression }) => ({
        dataset,
        edit: { kind: 'set' as const, name, column: { type: 'text' as const, expression } },
      })),
    added: [{ dataset, rule }],
  };
}

/** A name, with a number behind it where it is taken. */
function numbered(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  for (let number = 2; ; number++) if (!taken.has(`${name}_${number}`)) return `${name}_${number}`;
}
