import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import iconv from 'iconv-lite';
import readExcelFile from 'read-excel-file/node';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { asked } from '../asked.ts';
import { rowsOf } from '../rows-of.ts';
import { runHere } from '../run-here.ts';
import { newFolder, winnow } from '../winnow.ts';

const folder = newFolder();
const workspace = join(folder, 'w.winnow');
const { ask, close } = asked(() => workspace);
afterEach(async () => {
  await close();
  for (const suffix of ['', '-wal', '-shm', '-lock']) rmSync(workspace + suffix, { force: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const yaml = (more = '', derive = '') => `winnow: 1
name: shop
datasets:
  orders:
    source: { path: orders.csv }
    key: [code]
    ${more}
    columns:
      code: { type: text, required: true, unique: true }
      region: { type: text, values: [North, South] }
      amount: { type: decimal, scale: 2, min: 0 }
      note: { type: text }
    clean:
      - { step: trim, column: region }
    ${derive}
`;
const rows = [
  ['code', 'region', 'amount', 'note', 'other'],
  ['A1', 'North', '1.00', 'plain', 'x'],
  ['A2', ' South ', '2.00', 'a "quoted" word', 'y'],
  ['A3', 'nort', '-3.00', 'two\nlines; and, more', ''],
  ['A4', 'nort', '4.00', ' café ', 'z'],
  ['A5', 'South', '5.00', '=1+1', ''],
  ['A5', 'South', '6.00', '', ''],
];
const csv = (delimiter: string, newline: string, quotesAll: boolean): string =>
  rows
    .map((cells) =>
      cells.map((cell) => (quotesAll || /["\n;,\t]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(delimiter),
    )
    .map((line, index) => (index === 3 ? `${line}${newline}${newline}` : line))
    .join(newline) +
  newline +
  `A9${delimiter}North${newline}`;

async function run(definition: string, bytes: Uint8Array): Promise<void> {
  writeFileSync(join(folder, 'pipeline.yaml'), definition);
  writeFileSync(join(folder, 'orders.csv'), bytes);
  const ended = await runHere(folder, 'pipeline.yaml', workspace);
  expect(ended.code, ended.stderr).toBe(0);
}
const at = (name: string): string => join(folder, name);
async function exported(what: 'clean' | 'pack' | 'exceptions', name: string, format: 'csv' | 'xlsx' = 'csv'): Promise<Buffer> {
  await ask().exports.create({ dataset: 'orders', what, format, path: at(name), overwrite: true });
  return readFileSync(at(name));
}

describe('a change pack put onto the file gives the clean export byte for byte', () => {
  it('a change pack of a file without a header is put onto it too', async () => {
    const definition = `winnow: 1
name: shop
datasets:
  orders:
    source: { path: orders.csv, header: false }
    columns:
      code: { header: column_1, type: text, required: true }
      region: { header: column_2, type: text, values: [North, South] }
`;
    await run(definition, Buffer.from('A1,North,x\nA2,nort,y\nA3,South,z\n'));
    await ask().exceptions.decide({ dataset: 'orders', recordId: 2, kind: 'fixed', cells: { region: 'North' } });
    await ask().exports.create({ dataset: 'orders', path: join(folder, 'c.csv'), overwrite: true });
    await ask().exports.create({ dataset: 'orders', path: join(folder, 'p.pack'), what: 'pack', overwrite: true });
    const applied = await winnow(['apply-changes', 'p.pack', 'orders.csv', '--out', 'again.csv', '--force'], folder);
    expect(applied.code, applied.stderr).toBe(0);
    expect(readFileSync(join(folder, 'again.csv'), 'utf8')).toBe(readFileSync(join(folder, 'c.csv'), 'utf8'));
  });

  const variants = [
    [',', '\n', false, 'utf-8', false, '', ''],
    [';', '\r\n', true, 'windows-1252', false, '', ''],
    ['\t', '\n', false, 'utf-16le', true, '', ''],
    [',', '\r\n', false, 'utf-8', true, 'extra_columns: ignore', ''],
    [';', '\n', false, 'utf-8', false, '', 'derive: { twice: { type: decimal, scale: 2, expression: amount * 2 } }'],
  ] as const;
  it.each(variants)(
    '%j %j quotes all: %s, %s, BOM: %s, %s %s',
    async (delimiter, newline, quotesAll, encoding, bom, more, derive) => {
      await run(yaml(more, derive), iconv.encode(csv(delimiter, newline, quotesAll), encoding, { addBOM: bom }));
      await ask().exceptions.decide({
        dataset: 'orders',
        recordId: 4,
        kind: 'fixed',
        cells: { region: 'North' },
        reason: 'spelled out',
      });
      await ask().exceptions.decide({ dataset: 'orders', recordId: 6, kind: 'fixed', cells: { code: 'A6', note: 'a; "b", c' } });
      const clean = await exported('clean', 'clean.csv');
      const pack = (await exported('pack', 'pack.ndjson')).toString();
      const made = await ask().exports.applyPack({
        pack: at('pack.ndjson'),
        file: at('orders.csv'),
        path: at('again.csv'),
        overwrite: true,
      });
      expect(made.rows).toBe(5);
      expect(readFileSync(at('again.csv')).equals(clean)).toBe(true);
      expect(pack).toContain('"reason":"spelled out"');
      expect(pack).toContain('"step":"trim"');
    },
  );

  it('another file, a damaged pack and a file in the way are refused, and nothing is written', async () => {
    await run(yaml(), Buffer.from(csv(',', '\n', false)));
    const pack = await exported('pack', 'pack.ndjson');
    const apply = (file = 'orders.csv', path = 'out.csv') =>
      ask().exports.applyPack({ pack: at('pack.ndjson'), file: at(file), path: at(path), overwrite: false });
    writeFileSync(at('other.csv'), 'code\n1\n');
    await expect(apply('other.csv')).rejects.toThrow(/is not the file/);
    await expect(apply('orders.csv', 'orders.csv')).rejects.toThrow(/is the file that was read/);
    writeFileSync(at('pack.ndjson'), pack.toString().replace(/"new":"South"/, '"new":"Sooth"'));
    await expect(apply()).rejects.toThrow(/damaged/);
    writeFileSync(at('pack.ndjson'), 'hello');
    await expect(apply()).rejects.toThrow(/not a change pack/);
    expect(() => readFileSync(at('out.csv'))).toThrow();
  });
});

describe('an exported queue comes back', () => {
  const bring = (name: string, isPreview = false) => ask().exceptions.import({ dataset: 'orders', path: at(name), isPreview });
  const open = () => rowsOf(workspace, "select count(*) from exceptions where status = 'open'")[0]?.[0];

  it('matched by fingerprint; twice changes nothing the second time; what was decided since is a conflict', async () => {
    await run(yaml(), Buffer.from(csv(',', '\n', false)));
    const table: string[][] = parse(await exported('exceptions', 'queue.csv'));
    const [header = [], ...queue] = table;
    const place = (name: string): number => header.indexOf(name);
    const edited = queue.map((row) => {
      const next = [...row];
      if (next[place('code')] === 'A4') next[place('region')] = 'North';
      if (next[place('code')] === 'A3') next[place('region')] = 'Nowhere';
      if (next[place('amount')] === '6.00') next[place('code')] = 'A7';
      return next;
    });
    const write = (name: string, lines: readonly (readonly string[])[]): void =>
      writeFileSync(
        at(name),
        lines.map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(';')).join('\r\n'),
      );
    write('edited.csv', [header, ...edited]);
    const preview = await bring('edited.csv', true);
    expect(preview.outcome).toMatchObject({ matched: 3, applied: 2, clean: 2, skipped: 1, alongside: 1 });
    expect(open()).toBe(5);
    expect(await bring('edited.csv')).toMatchObject({ outcome: { applied: 2, clean: 2 }, conflicts: [] });
    expect(open()).toBe(2);
    const again = await bring('edited.csv');
    expect(again).toMatchObject({ outcome: { applied: 0 }, conflicts: [] });
    expect(open()).toBe(2);
    await ask().exceptions.decide({ dataset: 'orders', recordId: 3, kind: 'waived', reason: 'agreed' });
    write('late.csv', [header, ...edited.map((row) => row.map((cell) => (cell === 'Nowhere' ? 'South' : cell)))]);
    expect((await bring('late.csv')).conflicts).toEqual([{ recordId: 3, why: 'it was waived here in the meantime' }]);
    const twice = edited.filter((row) => row[place('code')] === 'A3');
    await ask().exceptions.undo({});
    write('twice.csv', [header, ...twice, ...twice.map((row) => row.map((cell) => (cell === 'Nowhere' ? 'South' : cell)))]);
    expect((await bring('twice.csv')).conflicts).toEqual([{ recordId: 3, why: expect.stringContaining('more than once') }]);
    // Lines that moved are the same records still.
    const moved = csv(',', '\n', false).replace('\n', '\nA0,North,1.00,x\n');
    expect(moved).not.toBe(csv(',', '\n', false));
    await close();
    await run(yaml(), Buffer.from(moved));
    expect((await bring('late.csv', true)).conflicts.filter(({ why }) => why.includes('no such exception'))).toEqual([]);
    writeFileSync(at('none.csv'), 'a,b\n1,2\n');
    await expect(bring('none.csv')).rejects.toThrow(/not an exported queue/);
  });

  it('as a workbook whose texts are never run', async () => {
    await run(yaml(), Buffer.from(csv(',', '\n', false)));
    await exported('exceptions', 'queue.xlsx', 'xlsx');
    const [sheet] = await readExcelFile(at('queue.xlsx'), { trim: false });
    const header = sheet?.data[0]?.map(String) ?? [];
    const cells = sheet?.data.flatMap((row) => row.map((cell) => String(cell ?? ''))) ?? [];
    expect(header).toEqual(expect.arrayContaining(['fingerprint', 'code', 'region']));
    expect(cells).toEqual(expect.arrayContaining(['=1+1', 'two\nlines; and, more', ' café ']));
    expect(await bring('queue.xlsx')).toMatchObject({ outcome: { applied: 0 }, unchanged: 5, conflicts: [] });
  });
});
