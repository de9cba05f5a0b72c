import { counted } from '#core/contract/counted.ts';
import type { ColumnFigures, DatasetProfile } from '#core/contract/profile.ts';
import { plainLine } from './plain-line.ts';

const widest = 28;

/** A profile as lines of text: one for each column, then what stands out. */
export function profileText(profile: DatasetProfile): string {
  const { dataset, records, broken, columns, duplicates, findings } = profile;
  const rows = [
    ['column', 'type', 'missing', 'wrong', 'different', 'lowest', 'highest', 'most frequent'],
    ...columns.map((column) => [
      column.header,
      column.type,
      column.missing.toLocaleString('en'),
      column.unread.toLocaleString('en'),
      `${column.isExact ? '' : '≈'}${column.distinct.toLocaleString('en')}`,
      column.lowest ?? '',
      column.highest ?? '',
      mostFrequent(column),
    ]),
  ].map((row) => row.map(shortened));
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0))) ?? [];
  const isNumber = (at: number): boolean => at >= 2 && at <= 4;
  const lines = rows.map((row) =>
    row
      .map((cell, at) => (isNumber(at) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  return [
    `${dataset}: ${counted(records, 'record')}, ${counted(columns.length, 'column')}${broken > 0 ? `, ${counted(broken, 'broken line')}` : ''}, ${duplicates.records === 0 ? 'no record twice' : `${counted(duplicates.records, 'record')} twice`}`,
    '',
    ...lines,
    ...(findings.length > 0 ? ['', 'What stands out'] : []),
    ...findings.map(({ sentence, detail }) => `  ${sentence}: ${detail}`),
  ].join('\n');
}

function mostFrequent({ top, filled, distinct }: ColumnFigures): string {
  const [first] = top;
  return first && distinct < filled ? `${first.value} (${first.count.toLocaleString('en')})` : '';
}

function shortened(text: string): string {
  const line = plainLine(text);
  return line.length > widest ? `${line.slice(0, widest - 1)}…` : line;
}
