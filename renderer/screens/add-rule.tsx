import { Modal } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { PipelineDetail } from '#core/contract/pipeline.ts';
import { askForRule, type RuleWanted, useRuleWanted } from '../adding-rule.ts';
import { ask, engine, sentenceOf } from '../client.ts';
import { draftOf, useDraft } from '../draft.ts';
import { count, counted } from '../format.ts';
import { useRoute } from '../route.ts';
import { useShown } from '../shown.ts';
import { RuleConditions } from './rule-conditions.tsx';
import { optionsOf, RuleFields, type Typed } from './rule-fields.tsx';
import { SentenceField, type StatedRule } from './sentence-field.tsx';

/** The dialog in which a rule is stated, wherever it was asked for. */
export function AddRuleDialog() {
  const wanted = useRuleWanted((state) => state.wanted);
  const { run, pipeline } = useShown();
  if (!wanted || !run || !pipeline) return null;
  return (
    <Modal opened onClose={() => askForRule(undefined)} title="Add a rule" size="lg">
      <RuleStatement wanted={wanted} runId={run.runId} pipeline={pipeline} />
    </Modal>
  );
}

interface StatementProps {
  readonly wanted: RuleWanted;
  readonly runId: string;
  readonly pipeline: PipelineDetail;
}

/** What must hold, for which records, and how bad it is where it does not; how many records fail is counted while one writes. */
function RuleStatement({ wanted, runId, pipeline }: StatementProps) {
  const draft = useDraft((kept) => draftOf(kept, runId));
  const kinds = useQuery({ ...ask.rules.kinds.queryOptions(), staleTime: Number.POSITIVE_INFINITY });
  const [dataset, setDataset] = useState(wanted.dataset ?? pipeline.datasets[0]?.name ?? '');
  const [stated, setStated] = useState<StatedRule>({
    kind: wanted.kind ?? 'required',
    typed: wanted.typed ?? { column: wanted.column ?? '', columns: wanted.column ?? '' },
    ...{ when: '', allow: '', severity: 'error' },
  });
  const [named, setName] = useState<string>();
  const [, go] = useRoute();
  const { kind: kindName, typed, when, allow, severity, said } = stated;
  const set = (changed: Partial<StatedRule>): void => setStated((known) => ({ ...known, ...changed }));
  const offered = (kinds.data?.rules ?? []).filter(({ form }) => form !== null);
  const form = offered.find(({ name }) => name === kindName)?.form;
  const columns = pipeline.datasets.find(({ name }) => name === dataset)?.columns ?? [];
  const rules = draft?.rules ?? pipeline.rules;
  const taken = rules.filter((rule) => rule.dataset === dataset).map(({ id }) => id);
  const options = form ? optionsOf(form.fields, typed) : undefined;
  const id = named ?? freeName(kindName, typed, taken);
  const rule = options && {
    id,
    rule: kindName,
    ...(said ? without(said, form?.fields ?? []) : form?.preset),
    ...options,
    ...(when.trim() !== '' && { when: when.trim() }),
    ...(allow.trim() !== '' && { allow: allowanceOf(allow) }),
    ...(severity !== 'error' && { severity }),
  };
  const yaml = draft?.yaml ?? pipeline.yaml;
  const trial = useTrial({ yaml, dataset, rule });
  const failed = trial.data?.failed ?? null;
  const problem = trial.isError ? sentenceOf(trial.error) : (trial.data?.problem ?? null);
  const add = async (): Promise<void> => {
    if (!rule) return;
    try {
      const next = await engine.pipeline.change({ yaml, changes: [], added: [{ dataset, rule }] });
      useDraft.setState({ runId, draft: next });
      askForRule(undefined);
      go('/rules');
      notifications.show({ message: `Rule ${id} added. It takes effect with the next run.` });
    } catch (error) {
      notifications.show({ message: sentenceOf(error), autoClose: false });
    }
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (failed !== null) void add();
      }}
    >
      <SentenceField kinds={offered.map(({ name }) => name)} onRead={setStated} />
      {pipeline.datasets.length > 1 && (
        <label className="choice">
          <span>Dataset</span>
          <select
            className="input"
            value={dataset}
            onChange={(event) => {
              setDataset(event.currentTarget.value);
              // Its columns are others.
              set({ typed: {} });
            }}
          >
            {pipeline.datasets.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      )}
      <label className="choice">
        <span>Rule</span>
        <select
          className="input"
          value={kindName}
          onChange={(event) => set({ kind: event.currentTarget.value, said: undefined })}
        >
          {offered.map(({ name, form: offer }) => (
            <option key={name} value={name}>
              {offer?.title}
            </option>
          ))}
        </select>
      </label>
      <RuleFields
        fields={form?.fields ?? []}
        columns={columns}
        datasets={pipeline.datasets.map(({ name }) => name)}
        typed={typed}
        change={(name, text) => set({ typed: { ...typed, [name]: text } })}
      />
      <RuleConditions stated={stated} set={set} id={named ?? (options ? id : '')} onName={setName} />
      <p className={problem === null ? 'muted' : 'wrong-ink wrap'} role="status">
        {problem !== null ? `▲ ${problem}` : found(failed, options !== undefined)}
      </p>
      {trial.data?.sentence != null && (
        <p className="small muted wrap">
          In words: <q>{trial.data.sentence}</q>
        </p>
      )}
      <div className="row dialog-buttons">
        <button type="button" className="button quiet" onClick={() => askForRule(undefined)}>
          Cancel
        </button>
        <button type="submit" className="button primary" aria-disabled={failed === null}>
          Add rule{failed === null || failed === 0 ? '' : ` (${count(failed)} ${failed === 1 ? 'record fails' : 'records fail'})`}
        </button>
      </div>
    </form>
  );
}

/** What a sentence said that no field of the form holds. */
function without(said: Readonly<Record<string, unknown>>, fields: readonly { readonly name: string }[]): Record<string, never> {
  const others = Object.entries(said).filter(([name]) => !fields.some((field) => field.name === name));
  // What was read from a sentence is JSON.
  return Object.fromEntries(others) as Record<string, never>;
}

/** How many may fail, as a definition says it: one limit, or the one for a warning and the one for an error. */
function allowanceOf(text: string): string | { readonly warning: string; readonly error: string } {
  const [first = '', second] = text.split('/').map((part) => part.trim());
  return second === undefined ? first : { warning: first, error: second };
}

/** What a trial found, in a sentence. */
function found(failed: number | null, isStated: boolean): string {
  if (!isStated) return 'State the rule to see how many records would fail.';
  if (failed === null) return 'Counting …';
  return failed === 0
    ? 'No record of the current run would fail.'
    : `${counted(failed, 'record')} of the current run would fail.`;
}

/** Counts what a rule would find, a moment after one has stopped typing; says what is wrong with it otherwise. */
function useTrial(wished: {
  readonly yaml: string;
  readonly dataset: string;
  readonly rule: { readonly id: string } | undefined;
}) {
  const [{ yaml, dataset, rule }] = useDebouncedValue(wished, 250);
  const isSettled = JSON.stringify(rule) === JSON.stringify(wished.rule) && dataset === wished.dataset;
  const trial = useQuery({
    ...ask.pipeline.trial.queryOptions({ input: { yaml, dataset, rule: { ...rule } } }),
    enabled: rule !== undefined,
    retry: false,
    // A decision may have changed what would fail.
    staleTime: 0,
  });
  return rule !== undefined && isSettled ? trial : { data: undefined, error: null, isError: false as const };
}

/** A name for the rule that no other of the dataset has. */
function freeName(kind: string, typed: Typed, taken: readonly string[]): string {
  const about = (typed['column'] || typed['columns']?.split('\n').join('_') || 'record')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_');
  const base = `${/^[a-z]/.test(about) ? about : `c_${about}`}_${kind.replaceAll('-', '_')}`.slice(0, 56);
  if (!taken.includes(base)) return base;
  for (let number = 2; ; number++) if (!taken.includes(`${base}_${number}`)) return `${base}_${number}`;
}
