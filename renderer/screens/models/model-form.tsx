import { Modal } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { DataTable } from '#core/contract/data.ts';
import type { ModelEdit, ModelSpec, ModelTrial } from '#core/contract/model-builder.ts';
import type { PipelineDetail } from '#core/contract/pipeline.ts';
import { ask, engine, sentenceOf } from '../../client.ts';
import { count, counted, figure } from '../../format.ts';
import { modelPath, useRoute } from '../../route.ts';
import { useChangedRun } from '../../run-changed.ts';
import { ByFields, MeasureFields, type Offer, WhereFields } from './model-fields.tsx';
import { TableFields } from './table-fields.tsx';

/** The dialog in which a model is described or written as SQL; its first rows are shown while one works. */
export function ModelForm({
  pipeline,
  tables,
  edited,
  onClose,
}: {
  readonly pipeline: PipelineDetail;
  readonly tables: readonly DataTable[];
  /** The model whose SQL is edited; none for a new one. */
  readonly edited?: DataTable | undefined;
  readonly onClose: () => void;
}) {
  const { isRunning, run } = useChangedRun(pipeline);
  const [, go] = useRoute();
  const [spec, setSpec] = useState<ModelSpec>({
    ...{ table: pipeline.datasets[0]?.name ?? '', joins: [], by: [], measures: [{ of: 'rows' }], where: [] },
  });
  const [sql, setSql] = useState<string | undefined>(edited?.sql?.trim());
  /** Decimal places that are known of columns, however the SQL is written. */
  const [places, setPlaces] = useState<ModelTrial['scales']>(placesOf(edited));
  const [name, setName] = useState(edited?.name ?? '');
  const wished = useMemo(() => (sql === undefined ? { spec: stated(spec) } : { sql }), [spec, sql]);
  const [wanted] = useDebouncedValue(wished, 250);
  const isEmpty = sql === undefined ? stated(spec).by.length + stated(spec).measures.length === 0 : sql.trim() === '';
  const asked = useQuery({
    ...ask.pipeline.model.queryOptions({ input: wanted, placeholderData: (before) => before }),
    enabled: !isEmpty,
    retry: false,
  });
  const trial = isEmpty ? undefined : (asked.data?.trial ?? undefined);
  const problem = isEmpty ? undefined : asked.isError ? sentenceOf(asked.error) : (asked.data?.problem ?? undefined);
  const proposed = nameFor(spec, tables);
  const save = async (edit: ModelEdit): Promise<void> => {
    if (!(await run(async (yaml) => (await engine.pipeline.change({ yaml, changes: [], models: [edit] })).yaml))) return;
    onClose();
    if (edit.kind !== 'remove') go(modelPath(edit.name));
  };
  const isReady = trial !== undefined && problem === undefined && !asked.isPlaceholderData && wanted === wished;
  const called = edited?.name ?? (name.trim() || proposed);
  const isTaken = !edited && tables.some((table) => table.name === called);
  const set = (): void => {
    if (!isReady || !trial || isTaken) return;
    const { sql: text, scales, columns } = trial;
    const kept = Object.entries(places).filter(([column]) => columns.includes(column));
    void save({ kind: edited ? 'change' : 'add', name: called, sql: text, scales: { ...Object.fromEntries(kept), ...scales } });
  };
  return (
    <Modal opened onClose={onClose} title={edited ? `Edit ${edited.name}` : 'Add a model'} size="min(1200px, 94vw)">
      <form
        className="model-form"
        onSubmit={(event) => {
          event.preventDefault();
          set();
        }}
      >
        <div className="stack">
          {!edited && <NameField {...{ name, setName, proposed }} taken={isTaken ? called : undefined} />}
          {sql === undefined ? (
            <Builder pipeline={pipeline} tables={tables} spec={spec} setSpec={setSpec} />
          ) : (
            <label className="choice">
              <span>SQL over clean rows (clean_…) and models</span>
              <textarea
                className="input mono"
                rows={16}
                spellCheck={false}
                value={sql}
                onChange={(event) => setSql(event.currentTarget.value)}
              />
            </label>
          )}
          {!edited && (
            <button
              type="button"
              className="link"
              disabled={sql === undefined && !isEmpty && !isReady}
              onClick={() => {
                setPlaces(sql === undefined ? (trial?.scales ?? {}) : {});
                setSql(sql === undefined ? (trial?.sql ?? '') : undefined);
              }}
            >
              {sql === undefined ? 'Continue in SQL' : 'Back to the builder'}
            </button>
          )}
        </div>
        <Trial trial={trial} problem={problem} showsSql={sql === undefined} />
        <div className="row dialog-buttons">
          <span className="muted small">Saving makes a new version of the pipeline and runs the files again.</span>
          {edited && (
            <button
              type="button"
              className="button danger"
              disabled={isRunning}
              onClick={() => void save({ kind: 'remove', name: edited.name })}
            >
              Remove the model
            </button>
          )}
          <button type="button" className="button quiet" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button primary" disabled={isRunning} aria-disabled={!isReady || isTaken}>
            {isRunning ? 'Running …' : edited ? 'Save' : `Add ${called}`}
          </button>
        </div>
      </form>
    </Modal>
  );
}

function NameField({
  name,
  setName,
  proposed,
  taken,
}: {
  readonly name: string;
  readonly setName: (name: string) => void;
  readonly proposed: string;
  /** The name, where another table has it. */
  readonly taken: string | undefined;
}) {
  return (
    <label className="choice">
      <span>Name</span>
      <input
        className="input"
        data-autofocus
        value={name}
        placeholder={proposed}
        spellCheck={false}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {taken !== undefined && (
        <span className="wrong-ink small" role="alert">
          ▲ There is already a table {taken}; choose another name.
        </span>
      )}
    </label>
  );
}

function Builder({
  pipeline,
  tables,
  spec,
  setSpec,
}: {
  readonly pipeline: PipelineDetail;
  readonly tables: readonly DataTable[];
  readonly spec: ModelSpec;
  readonly setSpec: (spec: ModelSpec) => void;
}) {
  const change = (changed: Partial<ModelSpec>): void => setSpec({ ...spec, ...changed });
  const part = { spec, change, offers: offersOf(spec, tables) };
  return (
    <>
      <TableFields pipeline={pipeline} tables={tables} spec={spec} setSpec={setSpec} />
      <ByFields {...part} />
      <MeasureFields {...part} />
      <WhereFields {...part} />
    </>
  );
}

/** The first rows of the model, how many there are, and how long they took. */
function Trial({
  trial,
  problem,
  showsSql,
}: {
  readonly trial: ModelTrial | undefined;
  readonly problem: string | undefined;
  readonly showsSql: boolean;
}) {
  if (problem !== undefined)
    return (
      <p className="wrong-ink wrap" role="alert">
        ▲ {problem}
      </p>
    );
  if (!trial) return <p className="muted">Choose columns or figures to see the first rows.</p>;
  const isNumber = (column: string): boolean =>
    trial.rows.some((cells) => typeof cells[trial.columns.indexOf(column)] === 'number');
  return (
    <div className="model-trial">
      <p role="status">
        <b>{counted(trial.count, 'row')}</b>{' '}
        <span className="muted">
          in {figure(Math.max(1, Math.round(trial.milliseconds)), null)} ms
          {trial.count > trial.rows.length && `, the first ${count(trial.rows.length)}`}
        </span>
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: wide rows are scrolled with the keyboard too */}
      <section className="outcome-rows" aria-label="First rows" tabIndex={0}>
        <table className="table">
          <thead>
            <tr>
              {trial.columns.map((column) => (
                <th key={column} className={isNumber(column) ? 'right' : undefined}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {trial.rows.map((cells, row) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of a trial have no other name than their place
              <tr key={row}>
                {cells.map((cell, place) => (
                  <td key={trial.columns[place]} className={typeof cell === 'number' ? 'right' : undefined}>
                    {cell === null ? <span className="muted">empty</span> : shown(cell, trial.scales[trial.columns[place] ?? ''])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {showsSql && (
        <details>
          <summary className="muted small">Show the SQL</summary>
          <pre className="model-sql mono">{trial.sql}</pre>
        </details>
      )}
    </div>
  );
}

function placesOf(model: DataTable | undefined): ModelTrial['scales'] {
  const known = model?.columns.flatMap(({ name, scale }) => (scale === null ? [] : [[name, scale] as const]));
  return Object.fromEntries(known ?? []);
}

function shown(cell: string | number, scale: number | undefined): string {
  return typeof cell === 'number' && scale !== undefined ? cell.toFixed(scale) : String(cell);
}

/** The description without what is not chosen yet. */
function stated(spec: ModelSpec): ModelSpec {
  return {
    ...spec,
    by: spec.by.filter(({ column }) => column !== ''),
    measures: spec.measures.filter(({ of, column }) => of === 'rows' || (column ?? '') !== ''),
    where: spec.where.filter(
      ({ column, operator, value }) => column !== '' && (operator.endsWith('empty') || value.trim() !== ''),
    ),
  };
}

const dates = ['date', 'timestamp'];
const texts = ['text', 'email', ...dates];

/** The columns of the table, and those of what is joined, under the names of their datasets. */
function offersOf({ table, joins }: ModelSpec, tables: readonly DataTable[]): readonly Offer[] {
  return [table, ...joins].flatMap((of) => {
    const columns = tables.find(({ name }) => name === of)?.columns ?? [];
    return columns.map(({ name, type }) => ({
      name: of === table ? name : `${of}.${name}`,
      isDate: dates.includes(type),
      isNumber: !texts.includes(type),
    }));
  });
}

/** A name that says what the model is, and that no other table has. */
function nameFor({ table, by }: ModelSpec, tables: readonly DataTable[]): string {
  const parts = by.flatMap(({ column, step }) =>
    column === '' ? [] : [step === 'value' ? (column.split('.').at(-1) ?? '') : step],
  );
  const plain = `${table}${parts.length > 0 ? `_by_${parts.join('_and_')}` : '_totals'}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, '_')
    .slice(0, 50);
  const taken = new Set(tables.map(({ name }) => name));
  if (!taken.has(plain)) return plain;
  for (let number = 2; ; number++) if (!taken.has(`${plain}_${number}`)) return `${plain}_${number}`;
}
