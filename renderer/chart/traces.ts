import type { Data } from 'plotly.js';

/** One figure of a chart. */
export interface ChartFigure {
  readonly x: string;
  readonly y: number;
  /** Which of several lines or colours it belongs to, empty where there is one. */
  readonly series: string;
}

interface Words {
  readonly shown: (value: number) => string;
  readonly short: (value: number) => string;
  /** What is said below a figure that is pointed at. */
  readonly hint: string;
}

/** Told apart by those who do not tell colours apart, and none of them says that something is right or wrong. */
const colours = ['series-1', 'series-2', 'series-3', 'series-4', 'series-5', 'series-6'];
const mostLabelled = 8;
const mostMarked = 60;

/** The traces of a chart of a kind. */
export function tracesOf(kind: string, figures: readonly ChartFigure[], words: Words, colour: (name: string) => string): Data[] {
  const inks = colours.map(colour);
  const ink = (index: number): string => inks[index % inks.length] ?? '';
  const groups = Map.groupBy(figures, ({ series }) => series);
  if (kind === 'heatmap') return [heatmap(figures, words, [colour('accent-tint'), ink(0)])];
  if (kind === 'pie')
    return [
      {
        type: 'pie',
        labels: figures.map(({ x }) => x),
        values: figures.map(({ y }) => y),
        customdata: figures.map(({ y }) => words.shown(y)),
        hovertemplate: `%{label}<br><b>%{customdata}</b> · %{percent}${words.hint}<extra></extra>`,
        textinfo: 'label+percent',
        textposition: 'outside',
        hole: 0.55,
        sort: false,
        marker: { colors: figures.map((_, index) => ink(index)), line: { color: colour('surface'), width: 2 } },
      } as Data,
    ];
  if (isHorizontal(kind, figures)) return [horizontalBars(kind, figures, words, ink(0))];
  return [...groups].map(([name, own], index): Data => {
    const base = {
      name,
      x: own.map(({ x }) => x),
      y: own.map(({ y }) => y),
      customdata: own.map(({ y }) => words.shown(y)),
      hovertemplate: `%{x}${name && ' · %{fullData.name}'}<br><b>%{customdata}</b>${words.hint}<extra></extra>`,
    };
    if (kind === 'line')
      return {
        ...base,
        type: 'scatter',
        mode: own.length > mostMarked ? 'lines' : 'lines+markers',
        line: { color: ink(index), width: 2 },
      };
    if (kind === 'scatter') return { ...base, type: 'scatter', mode: 'markers', marker: { color: ink(index), size: 7 } };
    return {
      ...base,
      type: 'bar',
      marker: { color: ink(index) },
      text: own.length <= mostLabelled ? own.map(({ y }) => words.short(y)) : [],
      textposition: 'outside',
      cliponaxis: false,
    };
  });
}

/** Names longer than this do not fit under bars. */
const longestBelow = 14;

/** Whether the bars of a chart are horizontal: the steps of a funnel, and names too long to stand under bars. */
export function isHorizontal(kind: string, figures: readonly Pick<ChartFigure, 'x' | 'series'>[]): boolean {
  if (kind === 'funnel') return true;
  return kind === 'bar' && figures.every(({ series }) => series === '') && figures.some(({ x }) => x.length > longestBelow);
}

function horizontalBars(kind: string, figures: readonly ChartFigure[], words: Words, ink: string): Data {
  const first = figures[0]?.y ?? 0;
  const share = (y: number): string => (kind === 'funnel' && first > 0 ? ` · ${Math.round((100 * y) / first)} %` : '');
  return {
    type: 'bar',
    orientation: 'h',
    x: figures.map(({ y }) => y),
    y: figures.map(({ x }) => x),
    customdata: figures.map(({ y }) => words.shown(y)),
    hovertemplate: `%{y}<br><b>%{customdata}</b>${words.hint}<extra></extra>`,
    marker: { color: ink },
    text: figures.map(({ y }) => `${words.short(y)}${share(y)}`),
    textposition: 'outside',
    cliponaxis: false,
  } as Data;
}

function heatmap(figures: readonly ChartFigure[], words: Words, [low, high]: readonly [string, string]): Data {
  const across = [...new Set(figures.map(({ x }) => x))];
  const down = [...new Set(figures.map(({ series }) => series))];
  const values = new Map(figures.map(({ x, series, y }) => [JSON.stringify([x, series]), y]));
  const cells = down.map((series) => across.map((x) => values.get(JSON.stringify([x, series])) ?? null));
  return {
    type: 'heatmap',
    x: across,
    y: down,
    z: cells,
    customdata: cells.map((row) => row.map((value) => (value === null ? 'none' : words.shown(value)))),
    hovertemplate: `%{x} · %{y}<br><b>%{customdata}</b>${words.hint}<extra></extra>`,
    hoverongaps: false,
    colorscale: [
      [0, low],
      [1, high],
    ],
    showscale: false,
    xgap: 2,
    ygap: 2,
  } as Data;
}
