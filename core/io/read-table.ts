import { readFileSync } from 'node:fs';
import readExcelFile from 'read-excel-file/node';
import { Failure } from '#core/contract/failure.ts';
import { parseTable } from './csv.ts';
import { assertUnpacksTo } from './xlsx.ts';

/** Bytes of a workbook, unpacked: its texts must fit into the memory of one process several times over. */
const mostUnpacked = 256 * 2 ** 20;

/** Rows of cells, the header first. */
export type Table = readonly (readonly string[])[];

/** The rows of a table that came back from another program: a workbook, or CSV with whatever delimiter it chose. */
export async function readTable(path: string): Promise<Table> {
  if (/\.xlsx$/i.test(path)) return readWorkbook(path);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Failure('NOT_FOUND', `${path} cannot be read`, { cause: error });
  }
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

async function readWorkbook(path: string): Promise<Table> {
  try {
    assertUnpacksTo(path, mostUnpacked);
    const sheets = await readExcelFile(path, { parseNumber: (text: string) => text, trim: false });
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
