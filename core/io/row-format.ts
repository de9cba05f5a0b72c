import { writeCell } from './csv.ts';

/** A cell to be written: its text, and whether JSON writes it in quotes or as the number, true, false or null that it is. */
export interface OutputCell {
  readonly text: string;
  readonly isQuoted: boolean;
}

/** A way to write rows, one small object each. */
export interface RowFormat {
  readonly name: 'csv' | 'json' | 'ndjson';
  readonly begin: (columns: readonly string[]) => string;
  readonly row: (columns: readonly string[], cells: readonly OutputCell[], isFirst: boolean) => string;
  readonly end: string;
}

const comma = { delimiter: ',', quote: '"' };

const csv: RowFormat = {
  name: 'csv',
  begin: (columns) => `${columns.map((column) => writeCell(column, comma, false)).join(',')}\n`,
  row: (_, cells) => `${cells.map(({ text }) => writeCell(text, comma, false)).join(',')}\n`,
  end: '',
};

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
export const rowFormats: Readonly<Record<RowFormat['name'], RowFormat>> = { csv, json, ndjson };

function object(columns: readonly string[], cells: readonly OutputCell[]): string {
  return `{${columns.map((column, index) => `${JSON.stringify(column)}:${token(cells[index])}`).join(',')}}`;
}

function token(cell: OutputCell | undefined): string {
  if (!cell) return 'null';
  return cell.isQuoted ? JSON.stringify(cell.text) : cell.text || 'null';
}
