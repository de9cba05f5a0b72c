import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import { type ColumnKind, evenTable, type OutputCell, type Sink, type TableShape, type TableWriter } from './sink.ts';

/** Cells and rows of a group, which is held in memory until it is whole. */
const cellsOfGroup = 1_000_000;
const mostRowsOfGroup = 50_000;
/** Characters of a group, so that long texts make short groups. */
const charactersOfGroup = 16 * 2 ** 20;

type Value = string | bigint | number | boolean | Date | null;

/** A Parquet file with typed columns; a cell that is no value of its column's type is left empty. */
export const parquet: Sink = { name: 'parquet', canHoldFormulas: false, open };

function open(table: TableShape, write: (bytes: Uint8Array) => void): TableWriter {
  const { columns: names, kinds, row } = evenTable(table);
  const buffer = new ByteWriter();
  const writer = new ParquetWriter({ writer: buffer, schema: schemaOf(names, kinds), createdBy: 'winnow' });
  const readers = kinds.map(readerOf);
  const groupSize = Math.max(1000, Math.min(mostRowsOfGroup, Math.floor(cellsOfGroup / Math.max(1, names.length))));
  let columns: Value[][] = names.map(() => []);
  let rows = 0;
  let characters = 0;
  const drain = (): void => {
    write(buffer.getBytes().slice());
    buffer.index = 0;
  };
  const closeGroup = (): void => {
    if (rows === 0) return;
    void writer.write({
      columnData: names.map((name, index) => ({ name, data: columns[index] ?? [] })),
      rowGroupSize: groupSize,
    });
    columns = names.map(() => []);
    rows = 0;
    characters = 0;
    drain();
  };
  return {
    row: (cells) => {
      const even = row(cells);
      for (const [index, read] of readers.entries()) {
        columns[index]?.push(read(even[index]));
        characters += even[index]?.text.length ?? 0;
      }
      if (++rows === groupSize || characters > charactersOfGroup) closeGroup();
    },
    end: () => {
      closeGroup();
      void writer.finish();
      drain();
    },
  };
}

function schemaOf(names: readonly string[], kinds: readonly ColumnKind[]): SchemaElement[] {
  const columns = names.map((name, index) => ({ name, repetition_type: 'OPTIONAL' as const, ...elementOf(kinds[index]) }));
  return [{ name: 'root', num_children: names.length }, ...columns];
}

/**
 * How a kind is stored. A decimal always says 18 digits: released versions of ClickHouse misread a width that does not fit the digits, and take
 * no fewer for eight bytes (https://github.com/ClickHouse/ClickHouse/issues/112659).
 */
function elementOf(kind: ColumnKind | undefined): Partial<SchemaElement> {
  switch (kind?.kind) {
    case 'integer':
      return { type: 'INT64' };
    case 'decimal':
      return { type: 'INT64', converted_type: 'DECIMAL', precision: 18, scale: kind.scale };
    case 'real':
      return { type: 'DOUBLE' };
    case 'date':
      return { type: 'INT32', converted_type: 'DATE' };
    case 'boolean':
      return { type: 'BOOLEAN' };
    default:
      return { type: 'BYTE_ARRAY', converted_type: 'UTF8' };
  }
}

function readerOf(kind: ColumnKind): (cell: OutputCell | undefined) => Value {
  const read = valueReader(kind);
  // null, unlike an empty string.
  return (cell) => (!cell || (cell.text === '' && (!cell.isQuoted || kind.kind !== 'text')) ? null : read(cell.text));
}

function valueReader(kind: ColumnKind): (text: string) => Value {
  switch (kind.kind) {
    case 'integer':
      return (text) => (/^-?\d{1,18}$/.test(text) ? BigInt(text) : null);
    case 'decimal':
      return (text) => minorUnits(text, kind.scale);
    case 'real':
      return (text) => (Number.isNaN(Number(text)) ? null : Number(text));
    case 'date':
      return (text) => {
        const day = new Date(`${text}T00:00:00Z`);
        return Number.isNaN(day.getTime()) ? null : day;
      };
    case 'boolean':
      return (text) => text === 'true' || text === '1';
    default:
      return (text) => text;
  }
}

/** The whole number of minor units that a decimal text says; null where it is none or has more digits than 18. */
function minorUnits(text: string, scale: number): bigint | null {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  const digits = whole + fraction.padEnd(scale, '0');
  return whole === '' || fraction.length > scale || digits.length > 18 ? null : BigInt(sign + digits);
}
