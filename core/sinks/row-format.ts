import { writeCell } from '#core/sources/file/csv.ts';

/** A cell to be written: its text, and whether JSON writes it in quotes or as the number, true, false or null that it is. */
export interface OutputCell {
  readonly text: string;
  readonly isQuoted: boolean;
}

/** A way to write rows, one small object each. A row may have more cells than there are columns. */
export interface RowFormat {
  readonly name: 'csv' | 'tsv' | 'json' | 'ndjson';
  readonly begin: (columns: readonly string[]) => string;
  readonly row: (columns: readonly string[], cells: readonly OutputCell[], isFirst: boolean) => string;
  readonly end: string;
}

/** Cells between delimiters, quoted where they must be. */
function delimited(name: 'csv' | 'tsv', delimiter: string): RowFormat {
  const line = (texts: readonly string[]): string =>
    `${texts.map((text) => writeCell(text, { delimiter, quote: '"' }, false)).join(delimiter)}\n`;
  return { name, begin: line, row: (_, cells) => line(cells.map(({ text }) => text)), end: '' };
}

const csv = delimited('csv', ',');
const tsv = delimited('tsv', '\t');

const json: RowFormat = {
  name: 'json',
  begin: () => '[',
  row: (columns, cells, isFirst) => `${isFirst ? '\n' : ',\n'}${object(columns, cells)}`,
  end: '\n]\n',
};

const ndjson: RowFormat = {
  name: 'ndjson',
  begin: () => '',
  row: (columns, cells) => `${object(columns, cells)}\n`,
  end: '',
};

/** Every way to write rows. */
export const rowFormats: Readonly<Record<RowFormat['name'], RowFormat>> = { csv, tsv, json, ndjson };

function object(columns: readonly string[], cells: readonly OutputCell[]): string {
  const members = columns.map((column, index) => `${JSON.stringify(column)}:${token(cells[index])}`);
  const others = cells.slice(columns.length);
  if (others.length > 0) members.push(`${JSON.stringify(nameOfOthers(columns))}:[${others.map(token).join(',')}]`);
  return `{${members.join(',')}}`;
}

/** What the cells beyond the columns are called, where they need a name. */
export function nameOfOthers(columns: readonly string[]): string {
  let name = 'extra_cells';
  for (let number = 2; columns.includes(name); number++) name = `extra_cells_${number}`;
  return name;
}

function token(cell: OutputCell | undefined): string {
  if (!cell) return 'null';
  return cell.isQuoted ? JSON.stringify(cell.text) : cell.text || 'null';
}
