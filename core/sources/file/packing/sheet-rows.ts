import { Failure } from '#core/contract/failure.ts';
import { largestRecord, mostColumns } from '../../record.ts';
import { dateText, numberText } from './cell-text.ts';
import type { PackedFile } from './packing.ts';
import { type WorkbookParts, withoutEscapes } from './workbook-parts.ts';
import { attributeOf, type XmlToken, xmlTokens } from './xml-tokens.ts';
import type { ZipEntry } from './zip-directory.ts';

/** A row of a sheet: its number, from 1, and the texts of its cells up to the last that is filled. */
export interface SheetRow {
  readonly row: number;
  readonly cells: readonly string[];
  readonly isHidden: boolean;
  /** The column of the first cell that shows an error, from 1. */
  readonly error: number | undefined;
}

/** Rows and columns of the largest sheet. */
const mostRows = 1_048_576;
/** Texts of dates that are kept. */
const mostDates = 20_000;

/** The rows of a sheet that have cells, in their order. Throws a Failure (BAD_INPUT) where the sheet is none. */
export async function* sheetRows(file: PackedFile, parts: WorkbookParts, entry: ZipEntry): AsyncGenerator<readonly SheetRow[]> {
  const reader = createRowReader(file, parts);
  for await (const tokens of xmlTokens(entry.chunks())) {
    for (const token of tokens) reader.take(token);
    yield reader.rows();
  }
  if (!reader.isWhole())
    throw new Failure('BAD_INPUT', `${file.path} is a damaged workbook: a sheet ends too early; get a new copy of it`);
}

function createRowReader(file: PackedFile, parts: WorkbookParts) {
  const textOf = createCellTexts(file, parts);
  let done: SheetRow[] = [];
  let row = 0;
  let cells: string[] | undefined;
  let isHidden = false;
  let error: number | undefined;
  let column = 0;
  let type = 'n';
  let style = 0;
  let value = '';
  /** Whether the text that comes is a value, or of a string in the cell itself. */
  let isValue = false;
  let isPhonetic = false;
  let isWhole = false;

  const openCell = (attributes: string): void => {
    const place = attributeOf(attributes, 'r');
    column = place === undefined ? column + 1 : columnOf(place);
    type = attributeOf(attributes, 't') ?? 'n';
    style = Number(attributeOf(attributes, 's') ?? 0);
    value = '';
  };
  const closeCell = (): void => {
    const text = textOf({ type, style, value, row });
    if (text === '' || !cells) return;
    if (type === 'e') error ??= column;
    if (column > mostColumns)
      throw new Failure('BAD_INPUT', `row ${row} of ${file.path} has more than ${mostColumns} columns; Winnow takes no more`);
    while (cells.length < column) cells.push('');
    cells[column - 1] = text;
  };
  const openRow = (attributes: string): void => {
    const number = Number(attributeOf(attributes, 'r') ?? row + 1);
    if (!Number.isInteger(number) || number <= row || number > mostRows)
      throw new Failure('BAD_INPUT', `${file.path} is a damaged workbook: its rows are not in order after row ${row}`);
    row = number;
    isHidden = ['1', 'true'].includes(attributeOf(attributes, 'hidden') ?? '');
    cells = [];
    error = undefined;
    column = 0;
  };
  const closeRow = (): void => {
    if (cells) done.push({ row, cells, isHidden, error });
    cells = undefined;
  };
  return {
    take: (token: XmlToken): void => {
      if (token.kind === 'text') {
        if (!isValue || isPhonetic) return;
        value += token.text;
        if (value.length > largestRecord)
          throw new Failure(
            'BAD_INPUT',
            `row ${row} of ${file.path} has a cell longer than ${largestRecord / 2 ** 20} MiB; Winnow takes no more`,
          );
        return;
      }
      const isOpen = token.kind === 'open';
      const opens = isOpen && !token.isEmpty;
      if (token.name === 'sheetData') isWhole = !opens;
      if (token.name === 'v' || token.name === 't') isValue = opens;
      else if (token.name === 'rPh') isPhonetic = opens;
      else if (token.name === 'c') {
        if (isOpen) openCell(token.attributes);
        if (!opens) closeCell();
      } else if (token.name === 'row') {
        if (isOpen) openRow(token.attributes);
        if (!opens) closeRow();
      }
    },
    isWhole: (): boolean => isWhole,
    rows: (): readonly SheetRow[] => {
      const taken = done;
      done = [];
      return taken;
    },
  };
}

interface StoredCell {
  readonly type: string;
  readonly style: number;
  readonly value: string;
  readonly row: number;
}

/** Makes what gives the text of a cell by its type, style and stored value. */
function createCellTexts(file: PackedFile, { sharedTexts, kindByStyle, isFrom1904 }: WorkbookParts) {
  const dates = new Map<string, string>();
  const textOf = ({ type, style, value, row }: StoredCell): string => {
    if (type === 's') return value === '' ? '' : sharedText(Number(value), row);
    if (type === 'b') return value === '1' ? 'TRUE' : value === '0' ? 'FALSE' : value;
    if (type !== 'n') return withoutEscapes(value);
    const kind = kindByStyle[style] ?? 'number';
    if (value === '' || kind === 'number') return numberText(value);
    // A sheet names the same days again and again.
    const name = `${kind} ${value}`;
    const known = dates.get(name);
    if (known !== undefined) return known;
    const text = dateText(value, kind, isFrom1904);
    if (dates.size < mostDates) dates.set(name, text);
    return text;
  };
  const sharedText = (index: number, row: number): string => {
    const text = sharedTexts[index];
    if (text === undefined)
      throw new Failure('BAD_INPUT', `${file.path} is a damaged workbook: row ${row} names a text that is not there`);
    return text;
  };
  return textOf;
}

/** The number of the column in a place such as `AB12`, from 1. */
function columnOf(place: string): number {
  let column = 0;
  for (const character of place) {
    const code = character.charCodeAt(0) & ~32;
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
  }
  return column;
}
