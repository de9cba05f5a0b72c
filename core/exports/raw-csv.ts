import { beforeHeader, canonicalText, safeForm, safeText, sourceTexts, unsafeCells } from '#core/records/source-text.ts';
import { encodeText } from '#core/sources/file/encode.ts';
import { sql } from '#core/sql/sql.ts';
import { cellsOf } from '#core/store/raw.ts';
import type { SourceRow } from '#core/store/sources.ts';
import { rowsOf } from '#core/workspace/open.ts';
import type { ExportRequest } from './export-request.ts';

/**
 * The file as it was read, byte for byte, or the selected records of it. Where cells are to be made safe for spreadsheets, only the records
 * that have unsafe cells are rewritten.
 */
export function writeRawCsv(
  request: ExportRequest,
  file: SourceRow,
  write: (bytes: Uint8Array) => void,
): { readonly rows: number; readonly escapedCells: number } {
  const { database, isSpreadsheetSafe } = request;
  const { dialect } = file;
  const isMeant = createChoice(request);
  let escapedCells = 0;
  const put = (text: string): void => write(encodeText(text + dialect.newline, dialect.encoding));
  const isUnsafe = (cells: readonly string[]): boolean => {
    const unsafe = isSpreadsheetSafe ? unsafeCells(cells) : 0;
    escapedCells += unsafe;
    return unsafe > 0;
  };
  if (dialect.hasHeader && isUnsafe(file.headers)) {
    write(beforeHeader(file));
    put(safeText(file.headers, dialect));
  } else write(file.head);
  let rows = 0;
  for (const { record, row, form, blank } of sourceTexts(database, file.id)) {
    if (!isMeant(row)) continue;
    for (const bytes of blank) write(bytes);
    const cells = isSpreadsheetSafe && record ? cellsOf(record) : [];
    const safeLine = isSpreadsheetSafe && form ? safeForm(form, dialect) : undefined;
    if (isUnsafe(cells)) put(safeText(cells, dialect));
    else if (safeLine) {
      escapedCells++;
      write(safeLine);
    } else write(form ?? encodeText(canonicalText(record, dialect) + dialect.newline, dialect.encoding));
    if (record && ++rows % 5000 === 0) request.report(rows);
  }
  return { rows, escapedCells };
}

/** Records of which it is asked at once whether they are selected. */
const page = 5000;

/** Whether a record is among those selected; asked in ascending order it looks once for each page. */
function createChoice({ database, scope }: ExportRequest): (row: number) => boolean {
  if (!scope) return () => true;
  let end = 0;
  let chosen: ReadonlySet<number> = new Set();
  return (row) => {
    if (row >= end) {
      end = row + page;
      const ids = rowsOf(
        database,
        sql`
          with recursive numbers (id) as (select ${row} union all select id + 1 from numbers where id < ${end - 1})
          select id from numbers where ${scope.only(sql`id`)}`,
      );
      chosen = new Set(ids.map(([id]) => Number(id)));
    }
    return chosen.has(row);
  };
}
