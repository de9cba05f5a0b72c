import type { Layout } from 'plotly.js';
import { useMemo } from 'react';
import type { ChartDefinition } from '#core/contract/charts.ts';
import { count, money } from '../format.ts';
import { isHorizontal } from './traces.ts';

type Rows = readonly (readonly unknown[])[];

/** How a chart is laid out: its axes, legend and margins; `at` gives the place of a column. */
export function useLayout(
  { x, y, kind, series, isMoney }: ChartDefinition,
  rows: Rows,
  at: (column: string | null) => number,
  currency: string | null,
): Partial<Layout> {
  return useMemo((): Partial<Layout> => {
    // The labels stand around it.
    if (kind === 'pie') return { margin: { l: 8, r: 8, t: 28, b: 36 } };
    if (kind === 'heatmap')
      return { xaxis: { type: 'category' }, yaxis: { type: 'category', autorange: 'reversed', showgrid: false } };
    const bars = rows.map((row) => ({ x: String(row[at(x)] ?? ''), series: series === null ? '' : ' ' }));
    if (isHorizontal(kind, bars))
      return {
        yaxis: { type: 'category', autorange: 'reversed', showgrid: false },
        xaxis: { showticklabels: false, showgrid: false },
        margin: { l: 8, r: 84, t: 14, b: 8 },
      };
    const values = rows.map((row) => Number(row[at(y)])).filter(Number.isFinite);
    const ticks = niceTicks(Math.min(0, ...values), Math.max(0, ...values));
    const isLabelled = kind === 'bar' && rows.length <= 8;
    return {
      showlegend: series !== null,
      legend: { orientation: 'h', y: 1.15 },
      yaxis: {
        tickvals: ticks,
        ticktext: ticks.map((tick) => (isMoney ? money(tick, currency, true) : count(tick))),
        showticklabels: !isLabelled,
        showgrid: !isLabelled,
      },
      ...(kind === 'bar' && { xaxis: { type: 'category' } }),
    };
  }, [rows, at, x, y, kind, series, isMoney, currency]);
}

/** Four or five round numbers between two. */
function niceTicks(least: number, most: number): number[] {
  const rough = (most - least) / 4;
  if (!(rough > 0)) return [0];
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * magnitude >= rough) ?? 10) * magnitude;
  const first = Math.ceil(least / step) * step;
  return Array.from({ length: Math.floor((most - first) / step) + 1 }, (_, index) => first + index * step);
}
