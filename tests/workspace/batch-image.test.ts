import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BatchTable, createBatchImage } from '#core/workspace/pages/batch-image.ts';
import type { Cell } from '#core/workspace/pages/record-encoder.ts';
import { newFolder } from '../winnow.ts';

const file = join(newFolder(), 'image.db');
const pageSizes = [512, 1024, 4096, 16_384, 65_536];

/** A table whose columns take whatever a cell can hold. */
function tableOf(width: number, name = 't'): BatchTable {
  const columns = Array.from({ length: width - 1 }, (_, index) => `, c${index} any`).join('');
  return { name, width, definition: `create table ${name} (id integer primary key${columns}) strict` };
}

/** What SQLite reads from an image. */
function readBack(bytes: Uint8Array, table = 't') {
  writeFileSync(file, bytes);
  const database = new Database(file, { readonly: true });
  try {
    return {
      integrity: database.pragma('integrity_check', { simple: true }),
      mark: database.pragma('user_version', { simple: true }),
      rows: database.prepare(`select * from ${table} order by id`).raw().safeIntegers().all() as unknown[][],
    };
  } finally {
    database.close();
  }
}

/** What a cell is once SQLite has stored it. */
function stored(cell: Cell): unknown {
  if (typeof cell === 'number') return Number.isInteger(cell) && Math.abs(cell) < 2 ** 63 ? BigInt(cell) : cell;
  return cell instanceof Uint8Array ? Buffer.from(cell) : cell;
}

const wholeNumber = fc
  .tuple(fc.integer({ min: 0, max: 53 }), fc.integer({ min: -2, max: 2 }), fc.boolean())
  .map(([exponent, near, isNegative]) => (isNegative ? -1 : 1) * (2 ** exponent + near))
  .filter(Number.isSafeInteger);
const cell: fc.Arbitrary<Cell> = fc.oneof(
  fc.constant(null),
  wholeNumber,
  fc.double({ noNaN: true }).map((value) => value + 0),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme-ascii', maxLength: 200 }),
  fc.uint8Array({ maxLength: 80 }),
);
const longCell = fc.oneof(
  fc.integer({ min: 200, max: 200_000 }).map((length) => 'long'.repeat(length / 4)),
  fc.integer({ min: 200, max: 70_000 }).map((length) => new Uint8Array(length).fill(7)),
);

describe('an image of a database file', () => {
  it('reads like what SQLite wrote: any cells, keys, widths and page sizes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...pageSizes),
        fc.integer({ min: 2, max: 12 }).chain((width) =>
          fc.array(
            fc.tuple(
              fc.integer({ min: 1, max: 1_000_000 }),
              fc.array(fc.oneof({ weight: 20, arbitrary: cell }, { weight: 1, arbitrary: longCell }), {
                minLength: width - 1,
                maxLength: width - 1,
              }),
            ),
            { maxLength: 60 },
          ),
        ),
        (pageSize, gaps) => {
          const width = (gaps[0]?.[1].length ?? 1) + 1;
          const image = createBatchImage([tableOf(width)], pageSize);
          let key = -1;
          const rows = gaps.map(([gap, cells]) => [(key += gap), ...cells]);
          for (const row of rows) image.add(0, row);
          const read = readBack(image.take(7));
          expect(read.integrity).toBe('ok');
          expect(read.mark).toBe(7);
          expect(read.rows).toEqual(rows.map((row) => row.map(stored)));
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each([1, 2, 127, 128, 2000])('holds %i columns', (width) => {
    const image = createBatchImage([tableOf(width)], 4096);
    const row = [5, ...Array.from({ length: width - 1 }, (_, index) => (index % 3 === 0 ? null : `value ${index}`))];
    image.add(0, row);
    const { integrity, rows } = readBack(image.take(1));
    expect(integrity).toBe('ok');
    expect(rows).toEqual([row.map(stored)]);
  });

  it.each(pageSizes)('builds trees of several levels and cells of 2 MiB in pages of %i bytes', (pageSize) => {
    const image = createBatchImage([tableOf(3, 'many'), tableOf(2, 'long'), tableOf(2, 'none')], pageSize);
    const count = 20_000;
    for (let key = 1; key <= count; key++) image.add(0, [key * 1_000_003, 'x'.repeat(key % 50), key]);
    const text = 'é'.repeat(1024 * 1024);
    image.add(1, [2 ** 50, text]);
    const bytes = image.take(1);
    expect(readBack(bytes, 'none')).toMatchObject({ integrity: 'ok', rows: [] });
    expect(readBack(bytes, 'long').rows).toEqual([[2n ** 50n, text]]);
    const many = readBack(bytes, 'many').rows;
    expect(many.length).toBe(count);
    expect(many.at(-1)).toEqual([BigInt(count * 1_000_003), 'x'.repeat(count % 50), BigInt(count)]);
  });

  it('is used again for the next file, and refuses keys that do not ascend', () => {
    const image = createBatchImage([tableOf(2)], 1024);
    for (let key = 1; key <= 500; key++) image.add(0, [key, `first ${key}`]);
    expect(readBack(image.take(1)).rows.length).toBe(500);
    image.add(0, [3, 'second']);
    expect(readBack(image.take(2))).toEqual({ integrity: 'ok', mark: 2, rows: [[3n, 'second']] });
    expect(readBack(image.take(3))).toEqual({ integrity: 'ok', mark: 3, rows: [] });
    image.add(0, [3, 'third']);
    expect(() => image.add(0, [3, 'again'])).toThrow(/does not follow/);
  });

  it('writes halves of surrogate pairs as SQLite does', () => {
    const image = createBatchImage([tableOf(2)]);
    image.add(0, [1, 'a\ud800b']);
    const database = new Database(':memory:');
    const [bound] = database.prepare<[string], { text: string }>('select ? as text').all('a\ud800b');
    expect(readBack(image.take(1)).rows).toEqual([[1n, bound?.text]]);
    database.close();
  });
});
