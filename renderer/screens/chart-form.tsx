import { Modal } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ChartSpec } from '#core/contract/charts.ts';
import type { DataTable } from '#core/contract/data.ts';
import type { PipelineDetail } from '#core/contract/pipeline.ts';
import { ask, engine, sentenceOf } from '../client.ts';
import { Field, Options } from '../pieces/field.tsx';
import { measures } from '../pieces/measures.ts';
import { useChangedRun } from '../run-changed.ts';
import { FiguresChart } from './declared-chart.tsx';

const kinds = [
  ['bar', 'Bars'],
  ['line', 'Line'],
  ['pie', 'Pie'],
  ['kpi', 'A single number'],
  ['table', 'Table'],
  ['heatmap', 'Heat map'],
] as const;

const steps = [
  ['value', 'each value'],
  ['day', 'day'],
  ['month', 'month'],
  ['year', 'year'],
] as const;

/** The dialog in which a chart is described; it is drawn while one chooses, and becomes part of the pipeline. */
export function ChartForm({
  pipeline,
  pages,
  page,
  onClose,
}: {
  readonly pipeline: PipelineDetail;
  readonly pages: readonly string[];
  /** The page that is shown. */
  readonly page: string | undefined;
  readonly onClose: () => void;
}) {
  const tables = useQuery(ask.data.tables.queryOptions({ input: {} })).data ?? [];
  const { yaml, isRunning, run } = useChangedRun(pipeline);
  const [spec, setSpec] = useState<ChartSpec>({
    ...{ table: pipeline.datasets[0]?.name ?? '', kind: 'bar', measure: { of: 'rows' }, step: 'value' },
    ...(page !== undefined && { page }),
  });
  const needsColumn = spec.measure.of !== 'rows' && spec.measure.column === undefined;
  const needsBy = spec.kind !== 'kpi' && spec.by === undefined;
  const [wanted] = useDebouncedValue(spec, 200);
  const trial = useQuery({
    ...ask.charts.build.queryOptions({ input: { yaml, spec: wanted } }),
    enabled: !needsColumn && !needsBy && wanted === spec,
  });
  const add = async (): Promise<void> => {
    // What was chosen last, though it may not be drawn yet.
    if (await run(async (text) => (await engine.charts.build({ yaml: text, spec })).yaml)) onClose();
  };
  return (
    <Modal opened onClose={onClose} title="Add a chart" size="xl">
      <form
        className="chart-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!needsColumn && !needsBy) void add();
        }}
      >
        <ChartFields {...{ spec, tables, pages }} title={trial.data?.chart.title} onChange={setSpec} />
        <ChartTrial {...{ spec, trial, needsBy }} currency={pipeline.currency} />
        <div className="row dialog-buttons">
          <span className="muted small">
            The chart becomes part of the pipeline as a new version, and the files are run again.
          </span>
          <button type="button" className="button quiet" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button primary" disabled={isRunning} aria-disabled={needsColumn || needsBy}>
            {isRunning ? 'Running …' : 'Add the chart'}
          </button>
        </div>
      </form>
    </Modal>
  );
}

function Columns({
  columns,
  value,
  onChange,
}: {
  readonly columns: readonly { readonly name: string }[];
  readonly value: string | undefined;
  readonly onChange: (column: string | undefined) => void;
}) {
  return (
    <select className="input" value={value ?? ''} onChange={(event) => onChange(event.currentTarget.value || undefined)}>
      <option value="" />
      {columns.map(({ name }) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  );
}

/** What a chart shows, column by column. */
function ChartFields({
  spec,
  tables,
  pages,
  title,
  onChange,
}: {
  readonly spec: ChartSpec;
  readonly tables: readonly DataTable[];
  readonly pages: readonly string[];
  /** What the chart is called where nobody says otherwise. */
  readonly title: string | undefined;
  readonly onChange: (spec: ChartSpec) => void;
}) {
  const change = (changed: Partial<ChartSpec>): void => onChange({ ...spec, ...changed });
  const columns = tables.find(({ name }) => name === spec.table)?.columns ?? [];
  const isDate = ['date', 'timestamp'].includes(columns.find(({ name }) => name === spec.by)?.type ?? '');
  return (
    <div className="stack">
      <Field label="From">
        <select
          className="input"
          data-autofocus
          value={spec.table}
          onChange={(event) =>
            onChange({
              table: event.currentTarget.value,
              kind: spec.kind,
              measure: { of: 'rows' },
              step: 'value',
              page: spec.page,
            })
          }
        >
          {tables.map(({ name, kind }) => (
            <option key={name} value={name}>
              {kind === 'dataset' ? `clean rows of ${name}` : name}
            </option>
          ))}
        </select>
      </Field>
      <Field label="Show">
        <Options options={kinds} value={spec.kind} onChange={(kind) => change({ kind })} />
      </Field>
      <Field label="Figure">
        <Options options={measures} value={spec.measure.of} onChange={(of) => change({ measure: { ...spec.measure, of } })} />
      </Field>
      {spec.measure.of !== 'rows' && (
        <Field label="Column">
          <Columns
            columns={columns.filter(
              ({ type }) => spec.measure.of === 'different' || !['text', 'date', 'timestamp', 'email'].includes(type),
            )}
            value={spec.measure.column}
            onChange={(column) => change({ measure: { ...spec.measure, column } })}
          />
        </Field>
      )}
      {spec.kind !== 'kpi' && (
        <Field label="By">
          <Columns columns={columns} value={spec.by} onChange={(by) => change({ by, step: 'value' })} />
        </Field>
      )}
      {spec.kind !== 'kpi' && isDate && (
        <Field label="Taken together by">
          <Options options={steps} value={spec.step} onChange={(step) => change({ step })} />
        </Field>
      )}
      {['bar', 'line', 'table', 'heatmap'].includes(spec.kind) && (
        <Field label={spec.kind === 'heatmap' ? 'And by' : 'And by (optional)'}>
          <Columns columns={columns} value={spec.series} onChange={(series) => change({ series })} />
        </Field>
      )}
      <Field label="Title">
        <input
          className="input"
          value={spec.title ?? ''}
          placeholder={title}
          onChange={(event) => change({ title: event.currentTarget.value || undefined })}
        />
      </Field>
      <Field label="Page">
        <input
          className="input"
          list="chart-pages"
          value={spec.page ?? ''}
          placeholder={pages.length === 0 ? 'the only page' : undefined}
          onChange={(event) => change({ page: event.currentTarget.value || undefined })}
        />
        <datalist id="chart-pages">
          {pages.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </Field>
    </div>
  );
}

/** The chart as it would be, or what is still to be chosen. */
function ChartTrial({
  spec,
  trial,
  needsBy,
  currency,
}: {
  readonly spec: ChartSpec;
  readonly trial: UseQueryResult<Awaited<ReturnType<typeof engine.charts.build>>>;
  readonly needsBy: boolean;
  readonly currency: PipelineDetail['currency'];
}) {
  return (
    <div className="chart-trial">
      {trial.isError ? (
        <p className="wrong-ink wrap" role="alert">
          ▲ {sentenceOf(trial.error)}
        </p>
      ) : trial.data && spec.kind === 'kpi' ? (
        <p className="big" role="status">
          {trial.data.chart.title}: {String(trial.data.rows[0]?.[0] ?? '–')}
        </p>
      ) : trial.data ? (
        <FiguresChart chart={trial.data.chart} currency={currency} filter={[]} figures={trial} />
      ) : (
        <p className="muted">{needsBy ? 'Choose a column under “By” to see the chart.' : 'Choose a column to measure.'}</p>
      )}
    </div>
  );
}
