import { strToU8, Zip, ZipDeflate } from 'fflate';
import { Failure } from '#core/contract/failure.ts';
import type { OutputCell, Sink, TableShape, TableWriter } from './sink.ts';

/** Rows and characters that a spreadsheet can hold (ECMA-376 as Excel limits it). */
const mostRows = 1_048_576;
const longestCell = 32_767;

/** The first time that a zip archive can name, in any time zone: the same rows give the same file whenever they are written. */
const firstDay = new Date(1980, 0, 1);

/**
 * An Office Open XML workbook, sheet after sheet of at most 1,048,576 rows, each with the header on top. Texts are inline strings, so that none
 * is ever run as a formula; numbers stay numbers. Throws a Failure (BAD_INPUT) for a text longer than a cell can hold.
 */
export const xlsx: Sink = { name: 'xlsx', canHoldFormulas: false, open };

function open({ columns, hidden }: TableShape, write: (bytes: Uint8Array) => void): TableWriter {
  const zip = new Zip((error, bytes) => {
    if (error) throw error;
    if (bytes.length > 0) write(bytes);
  });
  const add = (name: string): ZipDeflate => {
    const entry = new ZipDeflate(name, { level: 6 });
    entry.mtime = firstDay;
    zip.add(entry);
    return entry;
  };
  const whole = (name: string, text: string): void => add(name).push(strToU8(text), true);
  const letters = columns.map((_, index) => lettersOf(index));
  let sheets = 0;
  let rows = 0;
  let sheet: ZipDeflate | undefined;
  let pending = '';
  const flush = (isLast: boolean): void => {
    sheet?.push(strToU8(pending), isLast);
    pending = '';
  };
  const put = (cells: readonly OutputCell[]): void => {
    rows++;
    pending += `<row r="${rows}">${cells.map((cell, index) => cellXml(cell, `${letters[index] ?? lettersOf(index)}${rows}`)).join('')}</row>`;
    if (pending.length > 1 << 16) flush(false);
  };
  const close = (): void => {
    pending += '</sheetData></worksheet>';
    flush(true);
  };
  const begin = (): void => {
    sheets++;
    rows = 0;
    sheet = add(`xl/worksheets/sheet${sheets}.xml`);
    const widths = columns.map((name, index) => {
      const hides = hidden.has(name) ? ' hidden="1"' : '';
      return `<col min="${index + 1}" max="${index + 1}" width="16" customWidth="1"${hides}/>`;
    });
    pending = `${head}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews><cols>${widths.join('')}</cols><sheetData>`;
    put(columns.map((text) => ({ text, isQuoted: true })));
  };
  begin();
  return {
    row: (cells) => {
      if (rows >= mostRows) {
        close();
        begin();
      }
      put(cells);
    },
    end: () => {
      close();
      const list = Array.from({ length: sheets }, (_, index) => index + 1);
      whole(
        '[Content_Types].xml',
        `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>${list.map((no) => `<Override PartName="/xl/worksheets/sheet${no}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`).join('')}</Types>`,
      );
      whole(
        '_rels/.rels',
        `${head}<Relationships xmlns="${packageRelations}"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
      );
      whole(
        'xl/workbook.xml',
        `${head}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${list.map((no) => `<sheet name="Rows${no === 1 ? '' : ` ${no}`}" sheetId="${no}" r:id="rId${no}"/>`).join('')}</sheets></workbook>`,
      );
      whole(
        'xl/_rels/workbook.xml.rels',
        `${head}<Relationships xmlns="${packageRelations}">${list.map((no) => `<Relationship Id="rId${no}" Type="${relations}/worksheet" Target="worksheets/sheet${no}.xml"/>`).join('')}</Relationships>`,
      );
      zip.end();
    },
  };
}

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageRelations = 'http://schemas.openxmlformats.org/package/2006/relationships';

function cellXml({ text, isQuoted }: OutputCell, place: string): string {
  if (text === '') return '';
  if (!isQuoted && text.length <= 15 && /^-?\d+(\.\d+)?$/.test(text)) return `<c r="${place}"><v>${text}</v></c>`;
  if (text.length > longestCell)
    throw new Failure('BAD_INPUT', `a cell holds ${text.length} characters, a spreadsheet at most ${longestCell}; export as CSV`);
  return `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;
}

/** The letters of a column counted from 0: A to Z, AA, AB … */
function lettersOf(index: number): string {
  const rest = Math.floor(index / 26);
  return (rest > 0 ? lettersOf(rest - 1) : '') + String.fromCharCode(65 + (index % 26));
}

/** XML text; characters that XML cannot hold are written as the format writes them, `_x0001_`. */
function escaped(text: string): string {
  return text
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(
      /[\u0000-\u0008\u000b\u000c\u000d\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      (one) => `_x${one.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
    )
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
