import { useComputedColorScheme } from '@mantine/core';
import type { Config, Data, Layout, PlotlyHTMLElement, ToImgopts } from 'plotly.js';
import { useEffect, useRef } from 'react';
import { separators } from '../format.ts';

const plotly = () => import('plotly.js-cartesian-dist-min');

/** A chart as a picture, in the address of an image. */
export async function pictureOf(
  figure: { readonly data: Data[]; readonly layout: Partial<Layout> },
  options: ToImgopts,
): Promise<string> {
  return (await plotly()).toImage(figure, options);
}

/** A point of a chart that was clicked. */
export interface ChartPoint {
  readonly x: string;
  readonly y: number;
  readonly series: number;
  /** What the series is called: the line of a heat map, otherwise the name of the trace. */
  readonly name: string;
}

const config: Partial<Config> = { displayModeBar: false, responsive: true, scrollZoom: false };

/** A colour of the style sheets, in the theme that is shown. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** A Plotly chart in Winnow's own look: no frame, hairlines, and every point a door. */
export function Chart({
  data,
  layout,
  label,
  onPoint,
  isTall = false,
}: {
  readonly data: (colour: (name: string) => string) => Data[];
  readonly layout?: Partial<Layout>;
  /** What the chart says, in a sentence. */
  readonly label: string;
  readonly onPoint?: ((point: ChartPoint) => void) | undefined;
  readonly isTall?: boolean;
}) {
  const host = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light');
  const click = useRef(onPoint);
  click.current = onPoint;
  const drawing = useRef(Promise.resolve());
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    let isGone = false;
    // One drawing after the other: Plotly is not made for two at once.
    drawing.current = drawing.current
      .catch(() => undefined)
      .then(async () => {
        const library = await plotly();
        if (isGone) return;
        const base = template(scheme);
        const whole = {
          ...base,
          ...layout,
          xaxis: { ...base.xaxis, ...layout?.xaxis },
          yaxis: { ...base.yaxis, ...layout?.yaxis },
        };
        await library.react(element, data(token).map(withPlainTexts), whole, config);
        const drawn = element as unknown as PlotlyHTMLElement;
        drawn.removeAllListeners('plotly_click');
        drawn.on('plotly_click', ({ points: [point] }) => {
          // A part of a pie has a label in the place of an x.
          const of = point as (typeof point & { readonly label?: string }) | undefined;
          if (of)
            click.current?.({
              x: fromPlain(String(isHorizontal(of) ? of.y : (of.x ?? of.label))),
              y: Number(isHorizontal(of) ? of.x : of.y),
              series: of.curveNumber,
              name: fromPlain(String(of.data.type === 'heatmap' ? of.y : (of.data.name ?? ''))),
            });
        });
      });
    return () => {
      isGone = true;
    };
  }, [data, layout, scheme]);
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const observer = new ResizeObserver(
      () => void plotly().then((library) => element.isConnected && library.Plots.resize(element)),
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      void plotly().then((library) => library.purge(element));
    };
  }, []);
  return (
    <div
      ref={host}
      className={isTall ? 'chart tall' : 'chart'}
      role="img"
      aria-label={label}
      style={{ cursor: onPoint ? 'pointer' : undefined }}
    />
  );
}

/** Whether a point belongs to horizontal bars, which have their names at the side. */
function isHorizontal({ data }: { readonly data: unknown }): boolean {
  return typeof data === 'object' && data !== null && Reflect.get(data, 'orientation') === 'h';
}

/** Plotly takes texts for a small HTML, links among it: what comes from data stays the text that it is. */
function withPlainTexts(trace: Data): Data {
  const plain = (value: unknown): unknown =>
    typeof value === 'string' ? value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;') : value;
  const texts = trace as Readonly<Record<'x' | 'y' | 'labels', readonly unknown[] | undefined>> & { readonly name?: string };
  const { x, y, labels, name } = texts;
  return {
    ...trace,
    ...(x && { x: x.map(plain) }),
    ...(y && { y: y.map(plain) }),
    ...(labels && { labels: labels.map(plain) }),
    ...(name !== undefined && { name: plain(name) }),
  } as Data;
}

function fromPlain(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function template(scheme: string): Partial<Layout> {
  const axis = {
    gridcolor: token('line'),
    linecolor: token('line'),
    zeroline: false,
    tickfont: { color: token('ink-3'), size: 12 },
    automargin: true,
    fixedrange: true,
  };
  return {
    // The scheme is part of what is drawn: with another one the chart is drawn again.
    uirevision: scheme,
    paper_bgcolor: 'rgba(0,0,0,0)',
    plot_bgcolor: 'rgba(0,0,0,0)',
    font: { family: '"Inter Variable", sans-serif', size: 12, color: token('ink') },
    margin: { l: 8, r: 12, t: 14, b: 8 },
    xaxis: { ...axis, showgrid: false },
    yaxis: { ...axis, rangemode: 'tozero' },
    hoverlabel: { bgcolor: token('raised'), bordercolor: token('line'), font: { color: token('ink'), size: 12 } },
    separators,
    showlegend: false,
    bargap: 0.45,
  };
}
