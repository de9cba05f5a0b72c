import { type FileMetaData, type ParquetParsers, parquetSchema, type SchemaElement } from 'hyparquet';
import { plainNumber } from './plain-number.ts';

/** Reads what would lose digits otherwise as text: days, and instants to the nanosecond. */
export const parquetParsers: Partial<ParquetParsers> = {
  dateFromDays: (days) => (days === undefined || days === null ? null : isoOf(BigInt(days) * microsecondsPerDay).slice(0, 10)),
  timestampFromMilliseconds: (value) => (value === undefined || value === null ? null : isoOf(BigInt(value) * 1000n)),
  timestampFromMicroseconds: (value) => (value === undefined || value === null ? null : isoOf(BigInt(value))),
  timestampFromNanoseconds: (value) => (value === undefined || value === null ? null : isoOf(BigInt(value), 1_000_000_000n)),
  // A byte order mark at the beginning is part of the text.
  stringFromBytes: (bytes) => (bytes ? lenient.decode(bytes) : null),
  jsonFromBytes: (bytes) => (bytes ? textOfBytes(bytes) : null),
};

const microsecondsPerDay = 86_400_000_000n;

/** The same file with decimals as what they are stored as, where they are no part of nested values: a number of JavaScript does not hold them. */
export function withoutDecimals(metadata: FileMetaData): FileMetaData {
  const columns = new Set(parquetSchema(metadata).children.map(({ element }) => element));
  return {
    ...metadata,
    schema: metadata.schema.map((element) => {
      if (!isDecimal(element) || !columns.has(element)) return element;
      const { converted_type: _, logical_type: __, ...stored } = element;
      return stored;
    }),
  };
}

/** A function that gives the texts of a row. */
export function createParquetTexts(metadata: FileMetaData): (row: readonly unknown[]) => readonly string[] {
  const texts = parquetSchema(metadata).children.map(({ element, children }) =>
    children.length > 0 || element.repetition_type === 'REPEATED' ? nestedText : createText(element),
  );
  return (row) => texts.map((textOf, index) => textOf(row[index]));
}

function createText(element: SchemaElement): (value: unknown) => string {
  const { type, scale = 0, logical_type: logical } = element;
  if (isDecimal(element))
    return (value) => (isNothing(value) ? '' : decimalText(value, logical?.type === 'DECIMAL' ? logical.scale : scale));
  if (logical?.type === 'TIMESTAMP' && logical.isAdjustedToUTC) return (value) => (isNothing(value) ? '' : `${value}Z`);
  const perSecond = ticksOfTime(element);
  if (perSecond !== undefined) return (value) => (isNothing(value) ? '' : timeText(BigInt(value as number | bigint), perSecond));
  if (type === 'FLOAT') return (value) => (typeof value === 'number' ? shortest(value) : plainText(value));
  return plainText;
}

function isDecimal({ converted_type: converted, logical_type: logical }: SchemaElement): boolean {
  return converted === 'DECIMAL' || logical?.type === 'DECIMAL';
}

function isNothing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

/** Ticks a second of a column of times; undefined for any other. */
function ticksOfTime({ converted_type: converted, logical_type: logical }: SchemaElement): bigint | undefined {
  const unit =
    logical?.type === 'TIME'
      ? logical.unit
      : converted === 'TIME_MILLIS'
        ? 'MILLIS'
        : converted === 'TIME_MICROS'
          ? 'MICROS'
          : undefined;
  return unit === undefined ? undefined : { MILLIS: 1000n, MICROS: 1_000_000n, NANOS: 1_000_000_000n }[unit];
}

function plainText(value: unknown): string {
  if (isNothing(value)) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return plainNumber(value);
  if (value instanceof Uint8Array) return textOfBytes(value);
  return typeof value === 'object' ? nestedText(value) : String(value);
}

function nestedText(value: unknown): string {
  if (isNothing(value)) return '';
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'bigint')
      return inner <= Number.MAX_SAFE_INTEGER && inner >= Number.MIN_SAFE_INTEGER ? Number(inner) : String(inner);
    return inner instanceof Uint8Array ? textOfBytes(inner) : inner;
  });
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });

/** Bytes that are text as text, others in hex. */
function textOfBytes(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return `0x${Buffer.from(bytes).toString('hex')}`;
  }
}

/** The digits of a decimal, which is stored as a whole number: as one, or as bytes in two's complement, the highest first. */
function decimalText(value: unknown, scale: number): string {
  const unscaled = value instanceof Uint8Array ? wholeOf(value) : BigInt(value as number | bigint);
  if (scale <= 0) return String(unscaled * 10n ** BigInt(-scale));
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  return `${unscaled < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function wholeOf(bytes: Uint8Array): bigint {
  let whole = 0n;
  for (const byte of bytes) whole = (whole << 8n) | BigInt(byte);
  return BigInt.asIntN(8 * bytes.length, whole);
}

/** The shortest text that is this number in single precision. */
function shortest(value: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === value) return plainNumber(text);
  }
  return plainNumber(value);
}

/** Ticks since 1970, microseconds unless said otherwise, as an instant without its zone, with a fraction only where there is one. */
function isoOf(ticks: bigint, perSecond = 1_000_000n): string {
  const within = ((ticks % perSecond) + perSecond) % perSecond;
  const seconds = Number((ticks - within) / perSecond);
  const whole = new Date(seconds * 1000);
  // Beyond what a date can be: the number itself.
  if (Number.isNaN(whole.getTime())) return String(ticks);
  return whole.toISOString().slice(0, -5) + fractionOf(within, String(perSecond).length - 1);
}

function timeText(ticks: bigint, perSecond: bigint): string {
  const seconds = Number(ticks / perSecond);
  const two = (value: number): string => String(value).padStart(2, '0');
  const text = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return text + fractionOf(ticks % perSecond, String(perSecond).length - 1);
}

function fractionOf(ticks: bigint, digits: number): string {
  return ticks === 0n ? '' : `.${String(ticks).padStart(digits, '0').replace(/0+$/, '')}`;
}
