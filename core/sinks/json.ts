import { nameOfOthers, type OutputCell, type Sink } from './sink.ts';

/** A list of objects, one a line. */
export const json: Sink = {
  name: 'json',
  canHoldFormulas: true,
  open: ({ columns }, write) => {
    let isFirst = true;
    write('[');
    return {
      row: (cells) => {
        write(`${isFirst ? '\n' : ',\n'}${object(columns, cells)}`);
        isFirst = false;
      },
      end: () => write('\n]\n'),
    };
  },
};

/** One object a line, without a list around them. */
export const ndjson: Sink = {
  name: 'ndjson',
  canHoldFormulas: true,
  open: ({ columns }, write) => ({ row: (cells) => write(`${object(columns, cells)}\n`), end: () => {} }),
};

function object(columns: readonly string[], cells: readonly OutputCell[]): string {
  const members = columns.map((column, index) => `${JSON.stringify(column)}:${token(cells[index])}`);
  const others = cells.slice(columns.length);
  if (others.length > 0) members.push(`${JSON.stringify(nameOfOthers(columns))}:[${others.map(token).join(',')}]`);
  return `{${members.join(',')}}`;
}

function token(cell: OutputCell | undefined): string {
  if (!cell) return 'null';
  return cell.isQuoted ? JSON.stringify(cell.text) : cell.text || 'null';
}
