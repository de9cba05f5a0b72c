import type { Dialect } from '#core/contract/source.ts';
import { readBuffer } from './csv-buffer.ts';
import { readJsonRecord } from './json-cells.ts';

/** The cells of a line written by hand, and why it is no record of the file yet. */
export interface ReadLine {
  readonly cells: readonly string[];
  readonly problem: string | undefined;
}

/** Reads one line as the file that it belongs to is read; `at` is where it begins there, for what is said of it. */
export function readLine(text: string, dialect: Dialect, headers: readonly string[], at: number): ReadLine {
  if (dialect.format !== 'csv') {
    const found = readJsonRecord(text);
    const cells = headers.map((header) => found?.get(header) ?? '');
    const extra = [...(found?.keys() ?? [])].find((key) => !headers.includes(key));
    if (!found) return { cells: [], problem: 'this is not a JSON object' };
    return { cells, problem: extra === undefined ? undefined : `the other records have no key "${extra}"` };
  }
  const reading = {
    dialect: { ...dialect, encoding: 'utf-8' as const },
    expected: headers.length,
    decode: (bytes: Buffer) => bytes.toString('utf8'),
    toSource: (bytes: Uint8Array) => bytes,
    sourceLength: (bytes: Uint8Array) => bytes.length,
  };
  const line = text.replace(/^[\r\n]+|[\r\n]+$/g, '');
  const records = [...readBuffer(Buffer.from(line), { offset: 0, line: at }, reading, true, false)].flatMap(
    (chunk) => chunk.records,
  );
  const [first] = records;
  if (!first || first.blankLines > 0) return { cells: [], problem: 'the line is empty' };
  if (records.length > 1) return { cells: first.cells, problem: 'this is more than one record; write one line' };
  return { cells: first.cells, problem: first.problem?.reason };
}
