import { notifications } from '@mantine/notifications';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link } from 'wouter';
import type { AnomalyLabel } from '#core/contract/detectors.ts';
import type { DayOfFigures, FiguresOverTime, Measure } from '#core/contract/figures.ts';
import type { PipelineDetail } from '#core/contract/pipeline.ts';
import { ask, engine, queryClient, sentenceOf } from '../../client.ts';
import { counted } from '../../format.ts';
import { Choice } from '../../pieces/choice.tsx';
import { type FigureSearch, overTimePath, parseFigureSearch, type RowKind, rowsPath, useRoute } from '../../route.ts';
import { useShown } from '../../shown.ts';
import { sensitivityChoices } from '../anomalies/methods.ts';
import { DayChart } from './day-chart.tsx';
import { MonthChart } from './month-chart.tsx';
import { type MonthFigure, monthsOf } from './months.ts';
import { UnusualDays } from './unusual-days.tsx';
import { WhyMoved } from './why-moved.tsx';

/** How a figure of a dataset went by month and day, which days were unusual, and why it moved. */
export function OverTimeScreen({
  dataset: asked,
  address,
}: {
  readonly dataset: string | undefined;
  readonly address: string | undefined;
}) {
  const { run, pipeline } = useShown();
  const [, go] = useRoute();
  const dated = (pipeline?.datasets ?? []).filter(({ types }) => types.some((type) => type === 'date' || type === 'timestamp'));
  const own = dated.find(({ name }) => name === asked) ?? dated[0];
  const dataset = own?.name ?? '';
  const { month, ...search } = parseFigureSearch(address);
  const options = ask.figures.overTime.queryOptions({ input: { dataset, ...search } });
  const { data: kept, error } = useQuery({ ...options, enabled: own !== undefined, placeholderData: keepPreviousData });
  // What is kept of another dataset meanwhile must not be labelled as this one.
  const data = kept?.dataset === dataset ? kept : undefined;
  const look = (changed: FigureSearch): void => go(overTimePath(dataset, { ...search, month, ...changed }), { replace: true });
  const label = (day: DayOfFigures, given: AnomalyLabel | null): void => {
    engine.figures
      .label({ dataset, day: day.day, label: given, ...(data && { date: data.date, measure: data.measure }) })
      .then(() =>
        Promise.all([ask.figures.overTime.key(), ask.audit.key()].map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
      )
      .catch((problem) => notifications.show({ message: sentenceOf(problem), autoClose: false }));
  };
  if (!run || !pipeline) return null;
  if (!own)
    return (
      <div className="screen">
        <div className="screen-head">
          <h1>Over time</h1>
        </div>
        <div className="empty">
          <h2>No date column</h2>
          <p>No column of this pipeline is a date. Where a text holds dates, say so in the pipeline: type: date.</p>
          <Link className="button" href="/rules">
            Open the pipeline
          </Link>
        </div>
      </div>
    );
  return (
    <div className="screen">
      <div className="screen-head">
        <h1>Over time</h1>
        {dated.length > 1 && (
          <Choice
            label="Dataset"
            value={dataset}
            options={dated.map(({ name }) => [name, name])}
            onChange={(name) => go(overTimePath(name))}
          />
        )}
        {data && <FigureBar figures={data} dataset={own} sensitivity={search.sensitivity ?? 'medium'} onLook={look} />}
      </div>
      {error && (
        <p className="wrong-ink wrap" role="alert">
          ▲ {sentenceOf(error)}
        </p>
      )}
      {data && (
        <Figures
          figures={data}
          title={titleOf(data.measure)}
          month={month}
          onMonth={(chosen) => look({ month: chosen })}
          onLabel={label}
        />
      )}
    </div>
  );
}

const daysShown = 366;

function Figures({
  figures,
  title,
  month,
  onMonth,
  onLabel,
}: {
  readonly figures: FiguresOverTime;
  readonly title: string;
  readonly month: string | undefined;
  readonly onMonth: (month: string) => void;
  readonly onLabel: (day: DayOfFigures, label: AnomalyLabel | null) => void;
}) {
  const { dataset, date, measure, days, undated, outside } = figures;
  const months = useMemo(() => monthsOf(figures), [figures]);
  const place = placeOf(months, month);
  const [before, after] = [months[place - 1], months[place]];
  const end = days.findIndex(({ day }) => day === after?.to) + 1;
  const shown = useMemo(() => days.slice(Math.max(0, end - daysShown), end), [days, end]);
  const rows = rowsOf(measure);
  const pathOf = (day: string): string =>
    rowsPath(dataset, rows, { filter: [{ column: date, operator: 'starts with', value: day, values: [] }] });
  if (days.length === 0) return <p className="muted">No record has a date in {date}.</p>;
  return (
    <>
      <div className="grid-2 over-time">
        <MonthChart months={months} measure={measure} title={title} chosen={after?.month} onChoose={onMonth} />
        {before && after ? (
          <WhyMoved figures={figures} title={title} rows={rows} before={before} after={after} />
        ) : (
          <section className="card">
            <h2>Why it moved</h2>
            <p className="muted">There is no month before {after?.month}. Choose a later one.</p>
          </section>
        )}
      </div>
      <div className="over-time-days">
        <DayChart days={shown} measure={measure} title={title} pathOf={pathOf} />
        <UnusualDays days={days} pathOf={pathOf} onLabel={onLabel} />
      </div>
      {undated + outside > 0 && (
        <p className="muted small">
          {[
            ...(undated > 0 ? [`${counted(undated, 'record')} without a date`] : []),
            ...(outside > 0 ? [`${counted(outside, 'record')} with a date years away from the rest`] : []),
          ].join(' and ')}{' '}
          left out.
        </p>
      )}
    </>
  );
}

/** Where the month is that is compared with the one before: the one named, else the last whole one. */
function placeOf(months: readonly MonthFigure[], named: string | undefined): number {
  const found = months.findIndex(({ month }) => month === named);
  if (found >= 0) return found;
  const isWhole = ({ from, to }: MonthFigure): boolean =>
    from.endsWith('-01') && new Date(Date.parse(to) + 86_400_000).toISOString().slice(8, 10) === '01';
  const last = months.findLastIndex((one, at) => at > 0 && isWhole(one));
  return last >= 0 ? last : Math.max(0, months.length - 1);
}

/** What is followed, by which date, and how readily a day is unusual. */
function FigureBar({
  figures: { measure, date, dates },
  dataset: { columns, types },
  sensitivity,
  onLook,
}: {
  readonly figures: FiguresOverTime;
  readonly dataset: PipelineDetail['datasets'][number];
  readonly sensitivity: 'low' | 'medium' | 'high';
  readonly onLook: (search: FigureSearch) => void;
}) {
  const numeric = columns.filter((_, at) => types[at] === 'integer' || types[at] === 'decimal');
  const measures: readonly Measure[] = [
    { of: 'records' },
    { of: 'exceptions' },
    ...numeric.map((column): Measure => ({ of: 'sum', column })),
    ...columns.map((column): Measure => ({ of: 'missing', column })),
  ];
  const known = measures.some((one) => JSON.stringify(one) === JSON.stringify(measure)) ? measures : [...measures, measure];
  return (
    <>
      <Choice
        label="Figure"
        value={JSON.stringify(measure)}
        options={known.map((one) => [JSON.stringify(one), titleOf(one)])}
        // What can be chosen was written from measures above.
        onChange={(chosen) => onLook({ measure: JSON.parse(chosen) as Measure })}
      />
      <span className="muted">by</span>
      <Choice
        label="Date"
        value={date}
        options={dates.map((name) => [name, name])}
        onChange={(chosen) => onLook({ date: chosen })}
      />
      <span className="spacer" />
      <span className="muted">Mark</span>
      <Choice
        label="How readily"
        value={sensitivity}
        options={sensitivityChoices}
        onChange={(chosen) => onLook({ sensitivity: chosen })}
      />
    </>
  );
}

function titleOf({ of, column = '' }: Measure): string {
  return {
    records: 'number of records',
    exceptions: 'share of exceptions',
    sum: `sum of ${column}`,
    missing: `share without ${column}`,
  }[of];
}

/** The rows that a figure counts. */
function rowsOf({ of }: Measure): RowKind {
  return of === 'sum' ? 'clean' : of === 'exceptions' ? 'exceptions' : 'raw';
}
