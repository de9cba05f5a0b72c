import { writeCell } from '#core/sources/file/csv.ts';
import type { Sink } from './sink.ts';

/** Comma-separated values. */
export const csv = delimited('csv', ',');

/** Tab-separated values. */
export const tsv = delimited('tsv', '\t');

/** Cells between delimiters, quoted where they must be. */
function delimited(name: 'csv' | 'tsv', delimiter: string): Sink {
  const line = (texts: readonly string[]): string =>
    `${texts.map((text) => writeCell(text, { delimiter, quote: '"' }, false)).join(delimiter)}\n`;
  return {
    name,
    canHoldFormulas: true,
    open: ({ columns }, write) => {
      write(line(columns));
      return { row: (cells) => write(line(cells.map(({ text }) => text))), end: () => {} };
    },
  };
}
