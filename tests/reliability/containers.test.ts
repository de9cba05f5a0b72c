import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { Failure } from '#core/contract/failure.ts';
import { createRandom } from '#core/generate/random.ts';
import { xlsx } from '#core/sinks/xlsx.ts';
import { readTable } from '#core/sources/file/read-table.ts';
import type { SourceRecord } from '#core/sources/record.ts';
import { openSource } from '#core/sources/sources.ts';
import { rowsOf } from '../rows-of.ts';
import { tableOf } from '../table-of.ts';
import { newFolder, winnow } from '../winnow.ts';

/** Files that hold files, or records within records: whatever is wrong with them ends in a sentence or in an exception. */
const folder = newFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const seed = Number(process.env['WINNOW_SEED'] ?? 11);

/** What was read of a file: how many records, how many of them sound, and the last two. */
interface Found {
  readonly count: number;
  readonly sound: number;
  readonly last: readonly SourceRecord[];
}

/** Reads a file to its end; a sentence where it is refused. */
async function read(name: string, bytes: Uint8Array): Promise<Found | string> {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  try {
    const { file, records } = await openSource(path, {});
    try {
      let found: Found = { count: 0, sound: 0, last: [] };
      for await (const { records: some } of records.chunks())
        found = {
          count: found.count + some.length,
          sound: found.sound + some.filter(({ problem }) => !problem).length,
          last: [...found.last, ...some.slice(-2)].slice(-2),
        };
      file.assertUnchanged();
      return found;
    } finally {
      file.close();
    }
  } catch (error) {
    // A refusal is a sentence for a person; anything else is a defect.
    expect(error).toBeInstanceOf(Failure);
    return (error as Failure).message;
  }
}

const rows = Array.from({ length: 3000 }, (_, index) => ({ id: index, name: `name ${index}`, nested: { list: [index, 'x'] } }));
const csv = Buffer.from(`id,name\n${rows.map(({ id, name }) => `${id},${name}\n`).join('')}`);
const soundOf = (found: Found | string): number => (typeof found === 'string' ? -1 : found.sound);

describe(`damaged archives (seed ${seed})`, () => {
  it('are refused in a sentence wherever they are cut or changed, or give every record', async () => {
    const random = createRandom(seed);
    const whole = gzipSync(csv);
    let refused = 0;
    for (let index = 0; index < 80; index++) {
      const bytes = Buffer.from(whole);
      const at = random.integer(10, bytes.length - 1);
      const damaged = index % 2 === 0 ? bytes.subarray(0, at) : bytes;
      if (index % 2 === 1) bytes[at] = (bytes[at] ?? 0) ^ (1 << random.integer(0, 7));
      const found = await read(`damaged-${index}.csv.gz`, damaged);
      if (typeof found === 'string') refused++;
      else expect(soundOf(found), `damage ${index} at byte ${at}`).toBe(rows.length);
    }
    expect(refused).toBeGreaterThan(70);
  });

  it('of several members are one file; what only looks like an archive is told', async () => {
    expect(
      soundOf(await read('members.csv.gz', Buffer.concat([gzipSync(csv.subarray(0, 500)), gzipSync(csv.subarray(500))]))),
    ).toBe(rows.length);
    expect(soundOf(await read('named.csv', gzipSync(csv)))).toBe(rows.length);
    expect(soundOf(await read('plain.csv.gz', csv))).toBe(rows.length);
    expect(await read('empty.csv.gz', gzipSync(''))).toMatch(/is empty/);
    expect(await read('twice.csv.gz', gzipSync(gzipSync(csv)))).toMatch(/an archive/);
    expect(await read('behind.csv.gz', Buffer.concat([gzipSync(csv), Buffer.from('more')]))).toMatch(/damaged gzip/);
  });

  it('that unpack without end are left before they fill anything', async () => {
    const bomb = gzipSync(Buffer.alloc(160 * 2 ** 20, 'a,b\n'));
    expect(await read('bomb.csv.gz', bomb)).toMatch(/unpacks to more than 1000 times its size/);
  });
});

describe(`JSON (seed ${seed})`, () => {
  it('that is cut off anywhere gives the records before, and says that it was', async () => {
    const random = createRandom(seed);
    const text = Buffer.from(JSON.stringify(rows, null, 1));
    for (let index = 0; index < 60; index++) {
      const at = random.integer(100, text.length - 1);
      const found = await read(`cut-${index}.json`, text.subarray(0, at));
      expect(found).not.toBeTypeOf('string');
      if (typeof found === 'string') continue;
      const [before, last] = found.last;
      expect(last?.problem?.rule, `cut at byte ${at}`).toBe('unreadable-json');
      expect(found.sound).toBe(found.count - 1);
      expect(before?.cells[0]).toBe(String(found.count - 2));
    }
    expect(soundOf(await read('whole.json', text))).toBe(rows.length);
  });

  it('with any byte changed gives records and broken ones, never an error', async () => {
    const random = createRandom(seed);
    const text = Buffer.from(JSON.stringify(rows.slice(0, 60)));
    let whole = 0;
    for (let index = 0; index < 300; index++) {
      const bytes = Buffer.from(text);
      for (let damage = random.integer(1, 4); damage > 0; damage--)
        bytes[random.integer(0, bytes.length - 1)] = random.integer(0, 255);
      const found = await read('changed.json', bytes);
      // A few bytes touch a few records, unless they tear quotes or brackets.
      if (soundOf(found) >= 50) whole++;
    }
    expect(whole).toBeGreaterThan(100);
  });

  it.each([
    ['[[1,2],[3,4]', 2, 1],
    ['[{"a":1},{"a":2}', 2, 1],
    ['[{"a":1},', 1, 1],
    ['[{"a":1}]', 1, 0],
    ['[{"a":1}]\n{"a":2}', 1, 1],
    ['[{"a":1}]\n[{"a":2},{"a":3}]', 1, 1],
    ['[{"a":1}],', 1, 0],
    [' [ [1] ] \n', 1, 0],
  ])('%j is %i sound and %i broken', async (text, records, broken) => {
    expect(await read('list.json', Buffer.from(text))).toMatchObject({ count: records + broken, sound: records });
  });

  it('behind the end of a list is told in the letters of the file, and names no columns', async () => {
    const path = join(folder, 'behind.json');
    writeFileSync(path, Buffer.from('[{"a":"Käse"}]\n["Grüße"]', 'latin1'));
    const { file, records } = await openSource(path, { encoding: 'windows-1252' });
    const found: SourceRecord[] = [];
    for await (const chunk of records.chunks()) found.push(...chunk.records);
    file.close();
    expect(records.headers).toEqual(['a']);
    expect(found.map(({ cells }) => cells)).toEqual([['Käse'], ['["Grüße"]']]);
    expect(found[1]?.problem?.reason).toBe('on line 2 there is something after the end of the list: ["Grüße"]');
  });

  it('of lists is read whole however its bytes come', async () => {
    const lists = Array.from({ length: 120_000 }, (_, index) => [index, 'x']);
    expect(await read('lists.json', Buffer.from(JSON.stringify(lists)))).toMatchObject({ count: 120_000, sound: 120_000 });
  });

  it('that was cut off says so also where reading goes on at its end', async () => {
    const path = join(folder, 'resumed.json');
    const text = '[{"a":1},{"a":2}';
    writeFileSync(path, text);
    for (const [offset, expected] of [
      [9, 2],
      [text.length, 1],
    ] as const) {
      const { file, records } = await openSource(path, {});
      const found: SourceRecord[] = [];
      for await (const chunk of records.chunks({ offset, line: 1 })) found.push(...chunk.records);
      file.close();
      expect(found.length).toBe(expected);
      expect(found.at(-1)?.problem?.reason).toContain('never closed');
    }
  });

  it('in which a bracket closes nothing has one broken record there, and those behind it', async () => {
    const found = await read('bracket.json', Buffer.from('[{"a":1}},{"a":2},}{"a":3}]'));
    expect(found).toMatchObject({ count: 5, sound: 3 });
  });

  it.each([
    ['deep lists', `[{"id":1,"x":${'['.repeat(10_000)}${']'.repeat(10_000)}},{"id":2,"x":3}]`, 1],
    ['deep objects', `{"id":1}\n${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}\n{"id":2}\n`, 2],
    ['names of what objects have', '[{"id":1,"__proto__":{"x":1},"constructor":"c","toString":"t"},{"id":2,"__proto__":3}]', 2],
    ['numbers beyond any', '[{"a":1,"b":1e999,"c":12345678901234567890}]', 1],
    ['keys twice', '[{"a":1,"a":2},{"a":3}]', 1],
    ['things that are no objects', '[{"a":1},[1,2],3,"x",null,{"a":2}]', 3],
  ])('of %s is read record by record', async (name, text, sound) => {
    expect(soundOf(await read(`${name.replaceAll(' ', '-')}.json`, Buffer.from(text)))).toBe(sound);
    expect(({} as { readonly x?: number }).x).toBeUndefined();
  });

  it.each([
    ['a million keys', `[{${Array.from({ length: 1_000_000 }, (_, index) => `"k${index}":1`).join(',')}}]`],
    ['nothing but brackets', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['no records', '[]'],
  ])('of %s is refused in a sentence', async (name, text) => {
    expect(await read(`${name.replaceAll(' ', '-')}.json`, Buffer.from(text))).toMatch(
      /holds no records|keys; Winnow takes at most/,
    );
  });
});

describe('workbooks that come back', () => {
  const workbook = (name: string, fill: (row: (text: string) => void) => void): string => {
    const path = join(folder, name);
    const file = openSync(path, 'w');
    const writer = xlsx.open(tableOf(['a']), (bytes) => writeSync(file, Buffer.from(bytes)));
    fill((text) => writer.row([{ text, isQuoted: true }]));
    writer.end();
    closeSync(file);
    return path;
  };

  it('are refused in a sentence when they are cut, changed, no workbooks, or unpack to more than memory should hold', async () => {
    const small = workbook('small.xlsx', (row) => row('x'));
    expect(await readTable(small)).toEqual([['a'], ['x']]);
    const bomb = workbook('bomb.xlsx', (row) => {
      for (let index = 0; index < 9000; index++) row('x'.repeat(30_000));
    });
    await expect(readTable(bomb)).rejects.toThrow(/more than memory should|unpacks to more than 1000 times/);
    // A size that the directory of the archive makes up, 24 bytes behind the beginning of an entry.
    const lying = Buffer.from(readFileSync(small));
    lying.writeUInt32LE(1_500_000_000, lying.indexOf('PK\u0001\u0002') + 20);
    writeFileSync(join(folder, 'lying.xlsx'), lying);
    await expect(readTable(join(folder, 'lying.xlsx'))).rejects.toThrow(/damaged/);
    const unpacked = unzipSync(readFileSync(small));
    const sheet = 'xl/worksheets/sheet1.xml';
    const withCell = (cell: string): string => {
      const text = strFromU8(unpacked[sheet] ?? new Uint8Array()).replace(/<c r="A2".*?<\/c>/, cell);
      writeFileSync(join(folder, 'cell.xlsx'), zipSync({ ...unpacked, [sheet]: strToU8(text) }));
      return join(folder, 'cell.xlsx');
    };
    expect(await readTable(withCell('<c r="A2"><v>5.0999999999999996</v></c>'))).toEqual([['a'], ['5.1']]);
    await expect(readTable(withCell('<c r="A2" t="e"><v>#DIV/0!</v></c>'))).rejects.toThrow(/A2 of .* shows an error/);
    const latin = join(folder, 'latin.csv');
    writeFileSync(latin, Buffer.from('a;b\nKäse;1\nGrüße;2\n', 'latin1'));
    expect(await readTable(latin)).toEqual([
      ['a', 'b'],
      ['Käse', '1'],
      ['Grüße', '2'],
    ]);
    for (const [name, bytes] of [
      ['cut.xlsx', readFileSync(small).subarray(0, 700)],
      ['csv.xlsx', Buffer.from('a,b\n1,2\n')],
      ['empty.xlsx', Buffer.alloc(0)],
      ['zeros.xlsx', Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(1000)])],
    ] as const) {
      writeFileSync(join(folder, name), bytes);
      await expect(readTable(join(folder, name)), name).rejects.toThrow(/cannot be read as a workbook|is a damaged zip archive/);
    }
  });
});

it('a list that was cut off is an exception that a person decides about', async () => {
  const place = join(folder, 'cut');
  mkdirSync(place);
  writeFileSync(join(place, 'list.json'), '[\n{"a":1},\n{"a":2}');
  const { code, stdout } = await winnow(['check', 'list.json', '--json'], place);
  expect([0, 1]).toContain(code);
  expect(JSON.parse(stdout)).toMatchObject({ datasets: { list: { read: 3, clean: 2, structural: 1 } } });
  expect(readdirSync(place)).toEqual(['list.json']);
});

it('records that share a line, and those behind them, are told by the lines that they stand on', async () => {
  const place = join(folder, 'lines');
  mkdirSync(place);
  const lines = Array.from({ length: 40 }, (_, line) =>
    Array.from({ length: line % 4 === 3 ? 0 : 1 + ((line * 5) % 13) }, (_, index) => ({ a: line + 1, b: index })),
  );
  const text = `[${lines.map((some) => some.map((record) => `${JSON.stringify(record)},`).join('')).join('\n')}`;
  writeFileSync(join(place, 'lines.json'), `${text.replace(/,\s*$/, '')}]`);
  writeFileSync(
    join(place, 'pipeline.yaml'),
    'winnow: 1\nname: lines\ndatasets:\n  lines:\n    source: { path: lines.json }\n    columns: { a: { type: integer, max: 20 }, b: { type: integer } }\n',
  );
  const { code, stderr } = await winnow(['run', 'pipeline.yaml', '--workspace', 'w.winnow'], place);
  expect(code, stderr).toBe(0);
  const told = rowsOf(join(place, 'w.winnow'), 'select line_no, cast(a as integer) from raw_lines order by id');
  expect(told).toHaveLength(lines.flat().length);
  for (const [line, a] of told) expect(line).toBe(a);
  for (const [line, row] of rowsOf(
    join(place, 'w.winnow'),
    'select p.line_no, e.original_record_id from exception_places p join exceptions e on e.id = p.id',
  ))
    expect(line).toBe(told[Number(row) - 1]?.[1]);
});
