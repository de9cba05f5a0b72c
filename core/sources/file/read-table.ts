import { readFileSync } from 'node:fs';
import { Failure } from '#core/contract/failure.ts';
import { assertNoWorkspace } from '#core/workspace/workspace-parts.ts';
import { parseTable } from './csv.ts';
import { decodeText } from './encode.ts';
import { bomLengthOf, findEncoding } from './encoding.ts';
import type { PackedFile } from './packing/packing.ts';
import { sheetRows } from './packing/sheet-rows.ts';
import { readParts } from './packing/workbook-parts.ts';
import { xlsx } from './packing/xlsx.ts';
import { zipEntries } from './packing/zip-directory.ts';

/** Characters of a workbook: its texts must fit into the memory of one process several times over. */
const mostCharacters = 128 * 2 ** 20;

/** Rows of cells, the header first. */
export type Table = readonly (readonly string[])[];

/** The rows of a table that came back from another program: a workbook, or CSV with whatever delimiter it chose. */
export async function readTable(path: string): Promise<Table> {
  assertNoWorkspace(path);
  if (/\.xlsx$/i.test(path)) return readWorkbook(path);
  const bytes = readBytes(path);
  // Programs that make tables save them in encodings of their own.
  const { encoding } = findEncoding(bytes);
  const text = decodeText(bytes.subarray(bomLengthOf(encoding, bytes)), encoding);
  const firstLine = text.slice(0, text.search(/\r?\n/));
  const delimiter = [',', ';', '\t'].reduce((best, one) =>
    firstLine.split(one).length > firstLine.split(best).length ? one : best,
  );
  try {
    return parseTable(text, delimiter);
  } catch (error) {
    throw new Failure('BAD_INPUT', `${path} is not a CSV table: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
}

/** All sheets of a workbook under the header of the first. */
async function readWorkbook(path: string): Promise<Table> {
  const file = packedBytes(path);
  if (!xlsx.isPacked(file.read(0, 16), file))
    throw new Failure('BAD_INPUT', `${path} cannot be read as a workbook; save it as .xlsx or CSV`);
  const parts = await readParts(file, zipEntries(file));
  const rows: (readonly string[])[] = [];
  let size = 0;
  for (const [index, { entry }] of parts.sheets.entries()) {
    let isHeader = true;
    for await (const page of sheetRows(file, parts, entry))
      for (const { row, cells, error } of page) {
        if (error !== undefined)
          throw new Failure(
            'BAD_INPUT',
            `${placeOf(row, error)} of ${path} shows an error such as #DIV/0!; enter the intended value there first`,
          );
        size += cells.reduce((sum, cell) => sum + cell.length, 0);
        if (size > mostCharacters)
          throw new Failure('BAD_INPUT', `${path} holds more than memory should for a workbook; save it as CSV`);
        if (cells.length > 0 && !(isHeader && index > 0)) rows.push(cells);
        if (cells.length > 0) isHeader = false;
      }
  }
  return rows;
}

function packedBytes(path: string): PackedFile {
  const bytes = readBytes(path);
  return { path, size: bytes.length, read: (from, length) => bytes.subarray(from, Math.max(from, from + length)) };
}

function placeOf(row: number, column: number): string {
  let letters = '';
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26))
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return `${letters}${row}`;
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Failure('NOT_FOUND', `${path} cannot be read`, { cause: error });
  }
}
