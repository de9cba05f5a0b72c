import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it } from 'vitest';
import { Failure } from '#core/contract/failure.ts';
import { createRandom } from '#core/generate/random.ts';
import { isWhole } from '#core/workspace/open.ts';
import { openForReading } from '#core/workspace/open-for-reading.ts';
import { salvage } from '#core/workspace/salvage.ts';
import { rowsOf } from '../rows-of.ts';
import { newFolder, winnow } from '../winnow.ts';

const seed = 7;
const cases = 300;
const original = join(newFolder(), 'w.winnow');
const raw = new Set<string>();

beforeAll(async () => {
  const folder = dirname(original);
  await winnow(['generate', 'sales', '--rows', '3000', '--seed', '2', '--out', folder], folder);
  const args = [
    'run',
    'sales',
    '--input',
    `sales=${join(folder, 'sales.csv')}`,
    '--workspace',
    original,
    '--out',
    join(folder, 'out'),
  ];
  expect((await winnow(args, folder)).code).toBe(0);
  const database = new Database(original);
  database.pragma('journal_mode = delete');
  database.close();
  for (const row of rowsOf(original, 'select * from raw_sales')) raw.add(JSON.stringify(row));
});

/** Ways in which disks and people damage files. */
const damages: Readonly<Record<string, (bytes: Buffer, random: () => number) => Buffer>> = {
  bit: (bytes, random) => {
    const at = Math.floor(random() * bytes.length);
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << Math.floor(random() * 8)), at);
    return bytes;
  },
  'block of noise': (bytes, random) => {
    const at = Math.floor(random() * (bytes.length / 512)) * 512;
    for (let index = at; index < Math.min(at + 512, bytes.length); index++) bytes.writeUInt8(Math.floor(random() * 256), index);
    return bytes;
  },
  'empty page': (bytes, random) => bytes.fill(0, ...pageOf(bytes, random)),
  'page of another place': (bytes, random) => {
    const [from, to] = pageOf(bytes, random);
    bytes.copy(bytes, pageOf(bytes, random)[0], from, to);
    return bytes;
  },
  truncation: (bytes, random) => bytes.subarray(0, Math.floor(random() * bytes.length)),
  header: (bytes, random) => bytes.fill(Math.floor(random() * 256), Math.floor(random() * 50), 50 + Math.floor(random() * 50)),
};

function pageOf(bytes: Buffer, random: () => number): readonly [number, number] {
  const at = Math.floor(random() * (bytes.length / 4096)) * 4096;
  return [at, at + 4096];
}

describe(`a damaged workspace (seed ${seed})`, () => {
  it.each(Object.entries(damages))('%s: told, set aside, never made worse; what can be read is saved', (name, damage) => {
    const random = createRandom(seed + name.length);
    const next = (): number => random.next();
    const outcomes = { whole: 0, salvaged: 0, lost: 0, rows: 0 };
    for (let index = 0; index < cases / Object.keys(damages).length; index++) {
      const path = join(newFolder(), 'w.winnow');
      copyFileSync(original, path);
      const bytes = damage(readFileSync(path), next);
      writeFileSync(path, bytes);
      const isFine = looksFine(path);
      try {
        const { setAside, tables } = salvage(path, '2026-01-01T00:00:00.000000Z');
        expect(isFine).toBe(false);
        expect(readFileSync(setAside).equals(bytes)).toBe(true);
        expect(rowsOf(path, 'pragma integrity_check')).toEqual([['ok']]);
        expect(tables.length).toBeGreaterThan(0);
        outcomes.salvaged++;
        outcomes.rows += tables.find(({ table }) => table === 'raw_blocks')?.rows ?? 0;
      } catch (error) {
        // Every failure is one sentence, and the file is what it was.
        expect(error).toBeInstanceOf(Failure);
        expect(readFileSync(path).equals(bytes)).toBe(true);
        expect(readdirSync(dirname(path)).filter((file) => !file.startsWith(basename(path)))).toEqual([]);
        if (error instanceof Failure && error.code === 'CONFLICT') outcomes.whole++;
        else outcomes.lost++;
      }
    }
    if (name !== 'header' && name !== 'bit') expect(outcomes.salvaged).toBeGreaterThan(20);
    expect(outcomes.whole + outcomes.salvaged + outcomes.lost).toBe(cases / Object.keys(damages).length);
  });

  it('saves the rows beside the damage as they were', () => {
    const path = join(newFolder(), 'w.winnow');
    const bytes = readFileSync(original);
    const root = Number(rowsOf(original, "select rootpage from sqlite_schema where name = 'raw_blocks'")[0]?.[0]);
    const [leaf] = rowsOf(
      original,
      `select pageno from dbstat where name = 'raw_blocks' and pagetype = 'leaf' limit 1 offset 3`,
    )[0] ?? [root];
    bytes.fill(0, (Number(leaf) - 1) * 4096, Number(leaf) * 4096);
    writeFileSync(path, bytes);
    salvage(path, '2026-01-01T00:00:00.000000Z');
    const saved = rowsOf(path, 'select * from raw_sales').map((row) => JSON.stringify(row));
    expect(saved.length).toBeGreaterThan(raw.size / 2);
    expect(saved.length).toBeLessThan(raw.size);
    for (const row of saved) expect(raw.has(row)).toBe(true);
  });

  it('is told in a sentence with what can be done', async () => {
    const path = join(newFolder(), 'w.winnow');
    const bytes = readFileSync(original);
    bytes.fill(0, 4096, bytes.length - 4096);
    writeFileSync(path, bytes);
    const ended = await winnow(['runs', 'list', '--workspace', path], dirname(path));
    expect(ended.stderr).toMatch(/^winnow: .* is damaged; .*winnow backup restore.*winnow salvage.*\n$/);
    expect(existsSync(path)).toBe(true);
  });
});

function looksFine(path: string): boolean {
  try {
    const database = openForReading(path);
    const isFine = isWhole(database);
    database.close();
    return isFine;
  } catch {
    return false;
  }
}
