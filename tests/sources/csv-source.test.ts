import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dialect } from '#core/contract/source.ts';
import { openCsvSource } from '#core/sources/file/csv-source.ts';
import { findDialect } from '#core/sources/file/dialect.ts';
import type { SourceRecord } from '#core/sources/record.ts';
import { sourceOf } from '../source-of.ts';

const plain: Dialect = {
  format: 'csv',
  encoding: 'utf-8',
  bomLength: 0,
  delimiter: ',',
  quote: '"',
  hasHeader: true,
  skipLines: 0,
  newline: '\n',
  quotesAll: false,
  compression: 'none',
  evidence: [],
};

async function read(text: string | Uint8Array, dialect: Partial<Dialect> = {}, chunkSize?: number) {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const source = await openCsvSource(sourceOf(bytes, chunkSize), { ...plain, ...dialect });
  const records: SourceRecord[] = [];
  for await (const chunk of source.chunks()) records.push(...chunk.records);
  return { headers: source.headers, head: source.head, records };
}

const cellsOf = (records: readonly SourceRecord[]) =>
  records.filter(({ blankLines }) => blankLines === 0).map(({ cells }) => [...cells]);
const problems = (records: readonly SourceRecord[]) =>
  records.flatMap(({ line, offset, problem }) => (problem ? [{ line, offset, rule: problem.rule }] : []));

describe('csv source', () => {
  const cell = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ';', ' ', 'é', '₹', '😀', '\t'), maxLength: 8 }),
  );
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const written = fc
    .tuple(cell, fc.boolean())
    .map(([text, always]) => ({ text, form: always || /[",\n\r]/.test(text) ? quoted(text) : text }));

  it('reads the same cells as csv-parse, wherever the chunks end', async () => {
    const records = fc.array(fc.tuple(written, written, written), { minLength: 1, maxLength: 12 });
    const ending = fc.constantFrom('\n', '\r\n');
    await fc.assert(
      fc.asyncProperty(
        records,
        ending,
        fc.boolean(),
        fc.integer({ min: 1, max: 40 }),
        async (rows, newline, isTerminated, chunkSize) => {
          const text = `a,b,c${newline}${rows.map((row) => row.map(({ form }) => form).join(',')).join(newline)}${isTerminated ? newline : ''}`;
          const oracle: string[][] = parse(text, {
            record_delimiter: ['\r\n', '\n', '\r'],
            relax_quotes: true,
            relax_column_count: true,
          }).slice(1);
          const found = await read(text, { newline }, chunkSize);
          expect(problems(found.records)).toEqual([]);
          expect(cellsOf(found.records)).toEqual(oracle);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('accounts for every byte: head and records follow each other without a gap', async () => {
    const piece = fc.constantFrom('a', 'b', ',', '"', '\n', '\r\n', '\r', ' ', 'é', '""', '","');
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 60 }), fc.integer({ min: 1, max: 30 }), async (pieces, chunkSize) => {
        const bytes = Buffer.from(`a,b\n${pieces.join('')}`);
        const { head, records } = await read(bytes, {}, chunkSize);
        const ends = [...records.slice(1).map(({ offset }) => offset), bytes.length];
        let position = head.length;
        for (const [index, record] of records.entries()) {
          expect(record.offset).toBe(position);
          const end = ends[index] ?? 0;
          if (record.form) expect(Buffer.from(record.form).toString()).toBe(bytes.subarray(position, end).toString());
          else
            expect(`${record.cells.map((text) => (/[",\n\r]/.test(text) ? quoted(text) : text)).join(',')}\n`).toBe(
              bytes.subarray(position, end).toString(),
            );
          position = end;
        }
        expect(position).toBe(bytes.length);
      }),
      { numRuns: 600 },
    );
  });

  it('finds the same records wherever the chunks end, broken ones too', async () => {
    const piece = fc.constantFrom('x', ',', '"', '\n', '\r\n', 'é', '"\n', '\n"');
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 60 }), fc.integer({ min: 1, max: 9 }), async (pieces, chunkSize) => {
        const text = `a,b\n${pieces.join('')}`;
        // Blank lines come in one entry or in several, as the chunks fall.
        const strip = (records: readonly SourceRecord[]) =>
          records.filter(({ blankLines }) => blankLines === 0).map(({ from: _, to: __, ...record }) => record);
        expect(strip((await read(text, {}, chunkSize)).records)).toEqual(strip((await read(text)).records));
      }),
      { numRuns: 600 },
    );
  });

  it('keeps the neighbours of a stray quote whole', async () => {
    const { records } = await read('a,b,c\n1,2,3\n4,"5,6\n7,8,9\n10,11,12\n');
    expect(problems(records)).toEqual([{ line: 3, offset: 12, rule: 'unterminated-quote' }]);
    expect(cellsOf(records.filter(({ problem }) => !problem))).toEqual([
      ['1', '2', '3'],
      ['7', '8', '9'],
      ['10', '11', '12'],
    ]);
  });

  it('takes a ragged record apart when it swallowed a whole one', async () => {
    const { records } = await read('a,b,c\n1,"2,3\n4,5,6\n7,8,9"\n');
    expect(cellsOf(records)).toContainEqual(['4', '5', '6']);
    expect(problems(records)).toMatchObject([{ line: 2, rule: 'unterminated-quote' }]);
  });

  it('tells ragged, stray and undecodable records by line and byte', async () => {
    const bytes = Buffer.concat([
      Buffer.from('a,b\n1\n"x"y,2\n'),
      Buffer.from([0x33, 0xff, 0xfe, 0x2c, 0x34, 0x0a]),
      Buffer.from('5,6\n'),
    ]);
    const { records } = await read(bytes);
    expect(problems(records)).toEqual([
      { line: 2, offset: 4, rule: 'ragged-record' },
      { line: 3, offset: 6, rule: 'stray-quote' },
      { line: 4, offset: 13, rule: 'undecodable-bytes' },
    ]);
    expect(cellsOf(records).at(-1)).toEqual(['5', '6']);
  });

  it('passes over a record that is longer than the limit and goes on behind it', async () => {
    const long = 'x'.repeat(3 * 1024 * 1024);
    const { records } = await read(`a,b\n1,2\n3,${long}\n5,6\n`);
    expect(problems(records)).toMatchObject([{ line: 3, rule: 'oversized-record' }]);
    expect(cellsOf(records).at(-1)).toEqual(['5', '6']);
    expect(records.at(-1)?.line).toBe(4);
    expect(records.at(-1)?.offset).toBe(8 + 2 + long.length + 1);
  });

  it('does not read on for ever behind an unterminated quote', async () => {
    const rows = Array.from({ length: 200_000 }, (_, index) => `${index},some text that fills the line\n`).join('');
    const { records } = await read(`a,b\n1,"open\n${rows}`);
    expect(problems(records)).toMatchObject([{ line: 2, rule: 'unterminated-quote' }]);
    expect(records).toHaveLength(200_001);
  });

  it('knows an oversized record that is quoted', async () => {
    const { records } = await read(`name,k,amt\na,1,10\n"${'y'.repeat(3_200_000)}",5,60\nc,3,30\n`);
    expect(problems(records)).toMatchObject([{ line: 3, rule: 'oversized-record' }]);
    expect(cellsOf(records).at(-1)).toEqual(['c', '3', '30']);
    expect(records).toHaveLength(3);
  });

  it('takes many short records from a chunk a part at a time', async () => {
    const source = await openCsvSource(
      sourceOf(Buffer.from(`"a","b"\n${'"x",1\n'.repeat(150_000)}${'\n'.repeat(300_000)}`)),
      plain,
    );
    const sizes: number[] = [];
    let blank = 0;
    for await (const chunk of source.chunks()) {
      sizes.push(chunk.records.length);
      blank += chunk.records.reduce((sum, { blankLines }) => sum + blankLines, 0);
    }
    expect(Math.max(...sizes)).toBeLessThanOrEqual(20_000);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(150_010);
    expect(blank).toBe(300_000);
  });

  it.each(['utf-16le', 'utf-16be'] as const)('reads %s with offsets in the file', async (encoding) => {
    const text = 'name,city\nJosé,"São, Paulo"\n😀,x\n';
    const units = Buffer.from(text, 'utf16le');
    const bytes = encoding === 'utf-16be' ? units.swap16() : units;
    const { records } = await read(bytes, { encoding }, 7);
    expect(cellsOf(records)).toEqual([
      ['José', 'São, Paulo'],
      ['😀', 'x'],
    ]);
    expect(records[1]?.offset).toBe(text.indexOf('😀') * 2);
  });
});

describe('dialect', () => {
  const find = (text: string | Uint8Array, name = 'file.csv') =>
    findDialect(sourceOf(typeof text === 'string' ? Buffer.from(text) : text), name);

  it.each([
    ['id;name;price\n1;a;1,5\n2;b;2,5\n', ';'],
    ['id\tname\n1\ta, b\n2\tc, d\n', '\t'],
    ['id|name\n1|a\n2|b\n', '|'],
    ['name\nAnna\nBen\n', ','],
  ])('finds the delimiter of %j', async (text, delimiter) => {
    expect((await find(text)).delimiter).toBe(delimiter);
  });

  it('tells a header from data and a title from a header', async () => {
    expect((await find('1,2\n3,4\n')).hasHeader).toBe(false);
    expect((await find('id,amount\n1,2\n3,4\n')).hasHeader).toBe(true);
    expect((await find('Sales report 2024\n\nid,amount,region\n1,2,North\n3,4,South\n')).skipLines).toBe(2);
  });

  it('finds encodings with evidence', async () => {
    expect((await find(Buffer.from('name\ncaf\xe9\nna\xefve\n', 'latin1'))).encoding).toBe('windows-1252');
    expect((await find(Buffer.from('name\ncafé\n'))).encoding).toBe('utf-8');
    expect((await find(Buffer.from('\ufeffname,x\ncafé,1\n', 'utf16le'))).encoding).toBe('utf-16le');
    expect((await find(Buffer.from('name,x\nabcdef,1\n', 'utf16le'))).encoding).toBe('utf-16le');
    expect((await find(Buffer.from('name,x\nab\xff\xffc,1\n', 'latin1'))).encoding).toBe('utf-8');
  });

  it('refuses what is no text with a sentence', async () => {
    await expect(find(Buffer.from('%PDF-1.7 rest'))).rejects.toThrow(/a PDF document/);
    await expect(find(Buffer.alloc(2000, 1))).rejects.toThrow(/not a text file/);
  });
});
