import { writeCell } from '#core/sources/file/csv.ts';

/** A cell to be written: its text, and whether JSON writes it in quotes or as the number, true, false or null that it is. */
export interface OutputCell {
  readonly text: string;
  readonly isQuoted: boolean;
}

/** A way to write rows, one small object each. A row may have more cells than there are columns. */
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
  const members = columns.map((column, index) => `${JSON.stringify(column)}:${token(cells[index])}`);
  const others = cells.slice(columns.length);
  if (others.length > 0) members.push(`${JSON.stringify(nameOfOthers(columns))}:[${others.map(token).join(',')}]`);
  return `{${members.join(',')}}`;
}

/** What JSON calls the cells beyond the columns. */
function nameOfOthers(columns: readonly string[]): string {
  let name = 'extra_cells';
  for (let number = 2; columns.includes(name); number++) name = `extra_cells_${number}`;
  return name;
}

function token(cell: OutputCell | undefined): string {
  if (!cell) return 'null';
  return cell.isQuoted ? JSON.stringify(cell.text) : cell.text || 'null';
}
