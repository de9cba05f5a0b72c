import { parse } from 'csv-parse/sync';

/** What the splitting of a record into cells depends on. */
export interface CellSyntax {
  readonly delimiter: string;
  readonly quote: string;
}

/** The cells of a record in which no cell begins with a quote: whatever stands between delimiters. */
export function splitPlain(record: string, { delimiter }: CellSyntax): readonly string[] {
  return record.split(delimiter);
}

/**
 * The cells of records with quoted cells, many at a time. The records must be well formed (see `scanRecord`) and come
 * without their line ends; arrays, never objects, so that no header can lose a column.
 */
export function splitQuoted(records: readonly string[], { delimiter, quote }: CellSyntax): readonly (readonly string[])[] {
  if (records.length === 0) return [];
  const rows: string[][] = parse(records.join('\n'), {
    delimiter,
    quote,
    escape: quote,
    relax_quotes: true,
    relax_column_count: true,
    record_delimiter: ['\n'],
    bom: false,
    skip_empty_lines: false,
    max_record_size: 0,
  });
  if (rows.length !== records.length) {
    throw new Error(`csv-parse found ${rows.length} records where there are ${records.length}`);
  }
  return rows;
}

/** The rows of a whole small table. Throws an Error with the place where it cannot be read. */
export function parseTable(text: string, delimiter: string): readonly (readonly string[])[] {
  return parse(text, { bom: true, delimiter, relax_column_count: true });
}

/** A record as Winnow writes it: cells quoted where they must be, or all of them. */
export function joinCells(cells: readonly string[], syntax: CellSyntax, quotesAll: boolean): string {
  let record = '';
  for (let index = 0; index < cells.length; index++) {
    if (index > 0) record += syntax.delimiter;
    record += writeCell(cells[index] ?? '', syntax, quotesAll);
  }
  return record;
}

/** One cell as it stands in a file: quoted if it holds a delimiter, a quote or a line end, or if all cells are. */
export function writeCell(cell: string, { delimiter, quote }: CellSyntax, quotesAll: boolean): string {
  if (!quotesAll && !cell.includes(delimiter) && !cell.includes(quote) && !cell.includes('\n') && !cell.includes('\r'))
    return cell;
  return `${quote}${cell.replaceAll(quote, quote + quote)}${quote}`;
}
