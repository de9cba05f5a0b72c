import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, describe, expect, it } from 'vitest';
import type { Dialect } from '#core/contract/source.ts';
import { createRandom, type Random } from '#core/generate/random.ts';
import { openCsvSource } from '#core/sources/file/csv-source.ts';
import { findDialect } from '#core/sources/file/dialect.ts';
import type { SourceRecord } from '#core/sources/record.ts';
import { sourceOf } from '../source-of.ts';
import { newFolder, winnow } from '../winnow.ts';

const folder = newFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A CSV file of three to six columns with quoted cells, then up to four damages of a few bytes each. */
function mutatedFile(random: Random): Buffer {
  const columns = random.integer(3, 6);
  const cells = ['a', '12.50', '"x, y"', '"say ""hi"""', '', 'São Paulo', '"two\nlines"', '007', '2024-02-30', '-', '₹ 5'];
  const newline = random.pick(['\n', '\r\n']);
  const row = (): string => Array.from({ length: columns }, () => random.pick(cells)).join(',');
  const head = Array.from({ length: columns }, (_, index) => `column${index}`).join(',');
  let bytes = Buffer.from([head, ...Array.from({ length: random.integer(1, 30) }, row), ''].join(newline));
  for (let damage = random.integer(0, 4); damage > 0; damage--) {
    // The header stays whole: what it says of the number of cells is what the records are held to.
    const at = random.integer(head.length + newline.length, bytes.length);
    const piece = Buffer.from(random.pick(['"', ',', '\n', '\r', '""', '","', 'x', '\r\n', '"\n', 'é']));
    const kept = bytes.subarray(at + random.pick([0, 0, 1, 2]));
    bytes = Buffer.concat([bytes.subarray(0, at), piece, kept]);
  }
  return bytes;
}

async function read(bytes: Buffer, chunkSize: number): Promise<{ readonly head: number; readonly records: SourceRecord[] }> {
  const file = sourceOf(bytes, chunkSize);
  const found = await findDialect(file, 'x.csv');
  const dialect: Dialect = { ...found, encoding: 'utf-8', delimiter: ',', quote: '"', hasHeader: true, skipLines: 0 };
  const source = await openCsvSource(file, dialect);
  const records: SourceRecord[] = [];
  for await (const chunk of source.chunks()) records.push(...chunk.records);
  return { head: source.head.length, records };
}

describe('mutated files', () => {
  it('are sound where csv-parse finds them sound, with the same cells, and have a broken record where it does not', async () => {
    const seed = Number(process.env['WINNOW_SEED'] ?? 7);
    const cases = Number(process.env['WINNOW_FUZZ'] ?? 20_000);
    const random = createRandom(seed);
    const outcomes = { sound: 0, broken: 0 };
    for (let index = 0; index < cases; index++) {
      const bytes = mutatedFile(random);
      const text = bytes.toString('utf8');
      const { records } = await read(bytes, random.pick([7, 64, 1 << 20]));
      const expected = Buffer.from(text).equals(bytes) ? strictly(text) : 'undecodable';
      const broken = records.filter(({ problem }) => problem);
      const found = records.filter(({ problem, blankLines }) => !problem && blankLines === 0).map(({ cells }) => [...cells]);
      const told = `seed ${seed}, file ${index}: ${JSON.stringify(text)}`;
      // A quote inside a cell that does not begin with one is text for Winnow and an error for csv-parse: nothing to compare.
      if (expected === 'INVALID_OPENING_QUOTE') continue;
      if (typeof expected === 'string') {
        outcomes.broken++;
        expect(broken.length, told).toBeGreaterThan(0);
      } else {
        outcomes.sound++;
        expect(broken, told).toEqual([]);
        expect(found, told).toEqual(expected);
      }
    }
    expect(Math.min(outcomes.sound, outcomes.broken)).toBeGreaterThan(cases / 10);
  });
});

/** What csv-parse reads without forgiving anything: its rows, or the code of its refusal. */
function strictly(text: string): string[][] | string {
  try {
    return parse(text, { record_delimiter: ['\r\n', '\n', '\r'], skip_empty_lines: true }).slice(1);
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

describe('line ends', () => {
  const ends = ['\n', '\r\n', '\r', '\n\n'];
  it.each(ends.flatMap((a) => ends.map((b) => [a, b] as const)))('%j and %j in one file give every record', async (a, b) => {
    for (const c of ends)
      for (const last of ['', ...ends]) {
        const text = `id,name${a}1,x${b}2,"y${a}z"${c}3,w${last}`;
        const { records } = await read(Buffer.from(text), 5);
        const rows = records.filter(({ blankLines }) => blankLines === 0);
        expect(
          rows.map(({ cells, problem }) => [problem?.rule, ...cells]),
          JSON.stringify(text),
        ).toEqual([
          [undefined, '1', 'x'],
          [undefined, '2', `y${a}z`],
          [undefined, '3', 'w'],
        ]);
      }
  });
});

describe('limits', () => {
  const run = async (name: string, bytes: Buffer | string) => {
    const place = join(folder, name);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'in.csv'), bytes);
    const { code, stdout, stderr } = await winnow(['check', 'in.csv', '--json'], place);
    return { code, stderr, result: stdout === '' ? undefined : (JSON.parse(stdout) as unknown) };
  };

  it.each([1, 2, 1999, 2000])('%i columns are taken', async (columns) => {
    const line = (value: string): string => Array.from({ length: columns }, (_, index) => `${value}${index}`).join(',');
    const { code, stderr } = await run(`columns-${columns}`, `${line('c')}\n${line('1')}\n${line('2')}\n`);
    expect({ code, stderr }).toMatchObject({ code: expect.any(Number) });
    expect([0, 1]).toContain(code);
  });

  it.each([2001, 50_000, 1_000_000])('%i columns are refused with a sentence', async (columns) => {
    const { code, stderr } = await run(`columns-${columns}`, `${'c,'.repeat(columns - 1)}c\n1\n`);
    expect(code).toBe(2);
    expect(stderr).toMatch(/columns; Winnow takes at most 2,000|longer than 2 MiB/);
  });

  it('one line of 64 MiB, one open quote of 64 MiB and a cell of 64 MiB are exceptions; their neighbours are kept', async () => {
    const large = 'x'.repeat(64 * 1024 * 1024);
    for (const [name, text] of [
      ['cell', `a,b\n1,2\n3,${large}\n5,6\n`],
      ['quoted', `a,b\n1,2\n3,"${large}"\n5,6\n`],
      ['commas', `a,b\n1,2\n${','.repeat(64 * 1024 * 1024)}\n5,6\n`],
      ['open', `a,b\n1,2\n3,"${`${'open and on '.repeat(100)}\n`.repeat(56_000)}`],
    ] as const) {
      const { code, result } = await run(`large-${name}`, text);
      expect([0, 1]).toContain(code);
      expect(JSON.stringify(result)).toMatch(/oversized|unterminated/);
    }
  });
});
