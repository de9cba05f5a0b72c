import { readFileSync } from 'node:fs';
import readExcelFile from 'read-excel-file/node';
import { Failure } from '#core/contract/failure.ts';
import { assertNoWorkspace } from '#core/workspace/workspace-parts.ts';
import { assertReadableWorkbook } from './assert-readable-workbook.ts';
import { parseTable } from './csv.ts';
import { decodeText } from './encode.ts';
import { bomLengthOf, findEncoding } from './encoding.ts';

/** Bytes of a workbook, unpacked: its texts must fit into the memory of one process several times over. */
const mostUnpacked = 256 * 2 ** 20;

/** Rows of cells, the header first. */
export type Table = readonly (readonly string[])[];

/** The rows of a table that came back from another program: a workbook, or CSV with whatever delimiter it chose. */
export async function readTable(path: string): Promise<Table> {
  assertNoWorkspace(path);
  if (/\.xlsx$/i.test(path)) return readWorkbook(path);
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new Failure('NOT_FOUND', `${path} cannot be read`, { cause: error });
  }
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

/** A number as a spreadsheet shows it: it keeps seventeen digits, of which fifteen are true. */
function asShown(text: string): string {
  return text.replace(/\D/g, '').length > 15 && text.includes('.') ? String(Number(text)) : text;
}

async function readWorkbook(path: string): Promise<Table> {
  try {
    assertReadableWorkbook(path, mostUnpacked);
    const sheets = await readExcelFile(path, { parseNumber: asShown, trim: false });
    return sheets.flatMap(({ data }, index) =>
      data
        .slice(index === 0 ? 0 : 1)
        .map((row) =>
          row.map((cell) => (cell === null ? '' : cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell))),
        ),
    );
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure('BAD_INPUT', `${path} cannot be read as a workbook: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
}
