import { useCallback } from 'react';
import type { Measure } from '#core/contract/figures.ts';
import { Chart } from '../../chart/chart.tsx';
import { ChartCard } from '../../chart/chart-card.tsx';
import { count } from '../../format.ts';
import { figureText } from './figure-text.ts';
import { isShare, type MonthFigure } from './months.ts';

/** A figure by month; a click on one compares it with the month before. */
export function MonthChart({
  months,
  measure,
  title,
  chosen,
  onChoose,
}: {
  readonly months: readonly MonthFigure[];
  readonly measure: Measure;
  readonly title: string;
  readonly chosen: string | undefined;
  readonly onChoose: (month: string) => void;
}) {
  const data = useCallback(
    (colour: (name: string) => string) => [
      {
        type: 'bar' as const,
        x: months.map(({ month }) => month),
        y: months.map(({ value }) => value),
        customdata: months.map(({ value }) => figureText(value, measure)),
        marker: { color: months.map(({ month }) => colour(month === chosen ? 'accent' : 'line-strong')) },
        hovertemplate: '%{x}<br><b>%{customdata}</b><br>compare with the month before<extra></extra>',
      },
    ],
    [months, measure, chosen],
  );
  return (
    <ChartCard
      title={`${title} by month`}
      columns={['month', title, ...(measure.of === 'records' ? [] : ['records'])]}
      rows={months.map(({ month, value, records }) => [
        <button key="month" type="button" className="link" onClick={() => onChoose(month)}>
          {month}
        </button>,
        figureText(value, measure),
        ...(measure.of === 'records' ? [] : [count(records)]),
      ])}
    >
      <Chart
        data={data}
        layout={isShare(measure) ? shareLayout : monthLayout}
        label={`${title} in ${months.length} months`}
        onPoint={({ x }) => onChoose(x.slice(0, 7))}
      />
    </ChartCard>
  );
}

const monthLayout = { xaxis: { type: 'category' as const, nticks: 12 }, bargap: 0.25 };
const shareLayout = { ...monthLayout, yaxis: { tickformat: '.1~%' } };
