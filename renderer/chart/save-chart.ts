import type { Layout, PlotlyHTMLElement } from 'plotly.js';
import { makeSpreadsheetSafe } from '#core/contract/spreadsheet-safe.ts';
import { pictureOf, token } from './chart.tsx';

/** Figures as a table: its columns, and a row for each point. */
export interface Figures {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** How many pixels of a picture stand for one on the screen, so that it is sharp on paper. */
const sharpness = 2;

/** Space for the title, which stands above the chart on the screen. */
const titleHeight = 44;

/** Saves the chart within an element as a picture, with its title and the background of the page. */
export async function savePicture(within: Element, title: string, format: 'png' | 'svg'): Promise<void> {
  const drawn = within.querySelector<PlotlyHTMLElement>('.js-plotly-plot');
  if (!drawn) return;
  const { width, height } = drawn.getBoundingClientRect();
  const layout: Partial<Layout> = {
    ...drawn.layout,
    paper_bgcolor: token('surface'),
    title: { text: plain(title), x: 0, xref: 'paper', y: 0.97, yanchor: 'top', font: { size: 16, color: token('ink') } },
    margin: { ...drawn.layout.margin, t: (drawn.layout.margin?.t ?? 0) + titleHeight },
  };
  const size = { width: Math.round(width), height: Math.round(height) + titleHeight };
  const url = await pictureOf({ data: drawn.data, layout }, { format, ...size, scale: format === 'png' ? sharpness : 1 });
  download(url, `${title}.${format}`);
}

/** Saves figures as comma-separated values that no spreadsheet takes for formulas. */
export function saveFigures({ columns, rows }: Figures, title: string): void {
  const cell = (value: string | number | null): string => {
    const text = typeof value === 'string' ? makeSpreadsheetSafe(value) : String(value ?? '');
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = [columns, ...rows].map((cells) => cells.map(cell).join(','));
  const url = URL.createObjectURL(new Blob([`${lines.join('\n')}\n`], { type: 'text/csv' }));
  download(url, `${title}.csv`);
  URL.revokeObjectURL(url);
}

/** Plotly reads titles as a subset of HTML. */
function plain(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function download(url: string, name: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = name.replaceAll(/[\\/:*?"<>|]/g, ' ');
  link.click();
}
