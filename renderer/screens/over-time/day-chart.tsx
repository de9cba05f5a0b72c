import { useCallback } from 'react';
import { Link } from 'wouter';
import type { DayOfFigures, Measure } from '#core/contract/figures.ts';
import { Chart } from '../../chart/chart.tsx';
import { ChartCard } from '../../chart/chart-card.tsx';
import { useRoute } from '../../route.ts';
import { figureText } from './figure-text.ts';
import { isShare } from './months.ts';

/** A figure day by day, with what is usual as a band and unusual days as dots. */
export function DayChart({
  days,
  measure,
  title,
  pathOf,
}: {
  readonly days: readonly DayOfFigures[];
  readonly measure: Measure;
  readonly title: string;
  readonly pathOf: (day: string) => string;
}) {
  const [, go] = useRoute();
  const data = useCallback(
    (colour: (name: string) => string) => {
      const x = days.map(({ day }) => day);
      const told = (value: number | null): string => (value === null ? '–' : figureText(value, measure));
      const unusual = days.filter(({ sentence, label }) => sentence !== null && label === null);
      const edge = { type: 'scatter' as const, mode: 'lines' as const, x, line: { width: 0 }, hoverinfo: 'skip' as const };
      return [
        { ...edge, y: carried(days.map(({ low }) => low)) },
        { ...edge, y: carried(days.map(({ high }) => high)), fill: 'tonexty' as const, fillcolor: colour('neutral-tint') },
        {
          type: 'scatter' as const,
          mode: 'lines' as const,
          x,
          y: days.map(({ value }) => value),
          customdata: days.map(({ value }) => told(value)),
          line: { color: colour('ink-3'), width: 1.2 },
          hovertemplate: '%{x}<br><b>%{customdata}</b><br>open the day<extra></extra>',
        },
        {
          type: 'scatter' as const,
          mode: 'markers' as const,
          x: unusual.map(({ day }) => day),
          y: unusual.map(({ value }) => value),
          customdata: unusual.map(({ value, expected }) => `${told(value)}, usual is ${told(expected)}`),
          marker: { color: colour('accent'), size: 8 },
          hovertemplate: '%{x}<br><b>%{customdata}</b><br>open the day<extra></extra>',
        },
      ];
    },
    [days, measure],
  );
  return (
    <ChartCard
      title={`${title} by day`}
      aside={
        <span>
          {days.length} days to {days.at(-1)?.day} · grey: what is usual for such a day
        </span>
      }
      columns={['day', title, 'usual from', 'usual to']}
      rows={days.map(({ day, value, low, high }) => [
        <Link key="day" href={pathOf(day)}>
          {day}
        </Link>,
        ...[value, low, high].map((number) => (number === null ? '–' : figureText(number, measure))),
      ])}
    >
      <Chart
        data={data}
        layout={isShare(measure) ? shareLayout : dayLayout}
        label={`${title} on ${days.length} days`}
        onPoint={({ x }) => go(pathOf(x.slice(0, 10)))}
      />
    </ChartCard>
  );
}

const dayLayout = { xaxis: { type: 'date' as const, tickformat: '%-d %b %Y', nticks: 8 }, hovermode: 'closest' as const };
const shareLayout = { ...dayLayout, yaxis: { tickformat: '.1~%' } };

/** Without gaps, across which Plotly would fill to the other end of the chart. */
function carried(values: readonly (number | null)[]): number[] {
  let last = values.find((value) => value !== null) ?? 0;
  return values.map((value) => {
    last = value ?? last;
    return last;
  });
}
