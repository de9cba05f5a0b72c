import { Failure } from '#core/contract/failure.ts';
import { csvLine } from './csv-lines.ts';
import type { PackedFile, Packing } from './packing.ts';
import { type SheetRow, sheetRows } from './sheet-rows.ts';
import { readParts, type WorkbookParts } from './workbook-parts.ts';
import { isZip } from './zip.ts';
import { zipEntries } from './zip-directory.ts';

/** Rows in which the header is looked for. */
const rowsLookedAt = 100;

/** About how many bytes of CSV come from a byte of a sheet's XML. */
const textShare = 0.25;

/**
 * A sheet of a workbook. It is given as CSV, a line for each row, so that everything that holds for CSV holds for it: every record in the
 * ledger, its raw text kept, its line the row of the sheet. Dates are ISO text, formulas their last values, errors their names.
 */
export const xlsx: Packing = {
  name: 'xlsx',
  isPacked: (beginning, file) =>
    isZip(beginning) && zipEntries(file).some(({ name }) => name.toLowerCase() === 'xl/workbook.xml'),
  isSequential: false,
  open: async (file, { sheet: wanted }) => {
    const parts = await readParts(file, zipEntries(file));
    const sheet = chosen(file, parts, wanted);
    const rows = (): ReturnType<typeof sheetRows> => sheetRows(file, parts, sheet.entry);
    const { headerRow, width, hidden } = await findHeader(file, rows());
    return {
      chunks: () => csvOf(rows(), headerRow, width),
      size: () => Math.round(sheet.entry.size * textShare),
      table: {
        sheet: sheet.name,
        sheets: parts.sheets.map(({ name }) => name),
        skipLines: headerRow - 1,
        notes: notesOf(parts, sheet.name, hidden),
      },
    };
  },
};

function chosen(file: PackedFile, { sheets }: WorkbookParts, wanted: string | undefined): WorkbookParts['sheets'][number] {
  const found =
    wanted === undefined ? (sheets.find(({ isHidden }) => !isHidden) ?? sheets[0]) : sheets.find(({ name }) => name === wanted);
  if (found) return found;
  const names = sheets.map(({ name }) => `"${name}"`).join(', ');
  throw new Failure('BAD_INPUT', `${file.path} has no sheet "${wanted}"; it has ${names}`);
}

/** The row of the header: the first that fills at least half as many cells as the fullest of the rows at the beginning, and no title of one cell. */
async function findHeader(
  file: PackedFile,
  pages: AsyncIterable<readonly SheetRow[]>,
): Promise<{ readonly headerRow: number; readonly width: number; readonly hidden: number }> {
  const rows: SheetRow[] = [];
  for await (const page of pages) {
    rows.push(...page.filter(({ cells }) => cells.length > 0));
    if (rows.length >= rowsLookedAt) break;
  }
  const filled = ({ cells }: SheetRow): number => cells.filter((cell) => cell !== '').length;
  const most = Math.max(0, ...rows.map(filled));
  const header = rows.find((row) => filled(row) >= Math.max(Math.min(2, most), most / 2));
  if (!header) throw new Failure('BAD_INPUT', `the sheet of ${file.path} is empty; choose another one`);
  return { headerRow: header.row, width: header.cells.length, hidden: rows.filter(({ isHidden }) => isHidden).length };
}

/** The rows as lines of CSV; those behind the header have as many cells as it has at least, and rows without cells are blank lines. */
async function* csvOf(pages: AsyncIterable<readonly SheetRow[]>, headerRow: number, width: number): AsyncGenerator<Buffer> {
  let next = 1;
  for await (const page of pages) {
    let text = '';
    for (const { row, cells } of page) {
      // Sheets often end in thousands of rows that hold nothing but formats.
      if (cells.length === 0) continue;
      text += '\n'.repeat(row - next);
      next = row + 1;
      const filler = row > headerRow ? Array<string>(Math.max(0, width - cells.length)).fill('') : [];
      text += csvLine([...cells, ...filler]);
    }
    if (text !== '') yield Buffer.from(text);
  }
}

function notesOf({ sheets }: WorkbookParts, name: string, hidden: number): readonly string[] {
  const others = sheets.filter((sheet) => sheet.name !== name).map((sheet) => sheet.name);
  return [
    others.length === 0
      ? `the sheet "${name}", the only one`
      : `the sheet "${name}"; the other${others.length > 1 ? 's are' : ' is'} ${others.map((other) => `"${other}"`).join(', ')}`,
    ...(hidden > 0 ? [`${hidden} of the first ${rowsLookedAt} rows are hidden in the sheet; they are read like the others`] : []),
  ];
}
