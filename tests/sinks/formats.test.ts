import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { afterAll, expect, it } from 'vitest';
import { type ExportFormat, exportFormats, textFormats } from '#core/contract/export-format.ts';
import { Failure } from '#core/contract/failure.ts';
import { dialect } from '#core/contract/source.ts';
import type { ColumnKind, OutputCell } from '#core/sinks/sink.ts';
import { sinkOf, sinks } from '#core/sinks/sinks.ts';
import { packings } from '#core/sources/file/packing/packings.ts';
import { openSource } from '#core/sources/sources.ts';
import { asked } from '../asked.ts';
import { runHere } from '../run-here.ts';
import { tableOf } from '../table-of.ts';
import { newFolder } from '../winnow.ts';

/** Every format that is read, written into every format that is written: what comes back is what went in, but for what docs/formats.md names. */
const folder = newFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Texts that programs like to take for something else. */
const texts: readonly string[] = [
  '007',
  '9e42',
  '12345678901234567890',
  '-0',
  '1.10',
  'NULL',
  'true',
  '=1+1',
  "'quoted",
  'say "hi"',
  'comma, tab\tand semicolon;',
  'two\nlines',
  'two\r\nlines',
  ' spaces around ',
  'caf\u00e9 in NFC',
  'cafe\u0301 in NFD',
  '\u{1f600} and \u6f22\u5b57',
  'control \u0001 and \u007f',
  '_x0041_',
  '\\N',
  '\\u0041',
  '<b>&amp;</b>',
  '2024-02-29',
  '2024-02-29T10:11:12.123456Z',
  '29/02/2024',
  '0,5',
  '\ufeffmark',
];
/** Values of other types, each in a column of its own. */
const typed: readonly {
  readonly column: string;
  readonly type: string;
  readonly kind: ColumnKind;
  readonly values: readonly string[];
}[] = [
  {
    column: 'amount',
    type: 'decimal, scale: 2',
    kind: { kind: 'decimal', scale: 2 },
    values: ['-12.50', '0.00', '9999999999999.99'],
  },
  { column: 'big', type: 'integer', kind: { kind: 'integer' }, values: ['-1', '0', '9007199254740991'] },
  { column: 'day', type: 'date', kind: { kind: 'date' }, values: ['0001-01-01', '2024-02-29', '9999-12-31'] },
  { column: 'at', type: 'timestamp', kind: { kind: 'text' }, values: ['2024-02-29T10:11:12.123456', '1970-01-01T00:00:00', ''] },
  { column: 'flag', type: 'boolean', kind: { kind: 'boolean' }, values: ['true', 'false', ''] },
];
const columns = ['no', 'text', ...typed.map(({ column }) => column)];
const rows = texts.map((text, index) => [
  String(index + 1),
  text,
  ...typed.map(({ values }) => values[index % values.length] ?? ''),
]);
const definition = (path: string): string => `winnow: 1
name: formats
null_words: []
datasets:
  data:
    source: { path: ${path} }
    columns:
      no: { type: integer, required: true }
      text: { type: text }
${typed.map(({ column, type }) => `      ${column}: { type: ${type} }`).join('\n')}
`;

/** Writes the rows with a sink, all of them as texts. */
function written(format: ExportFormat): string {
  const path = join(folder, `in.${format}`);
  const file = openSync(path, 'w');
  const table = sinkOf(format).open(tableOf(columns), (bytes) => writeSync(file, Buffer.from(bytes)));
  for (const row of rows) table.row(row.map((text) => ({ text, isQuoted: true })));
  table.end();
  closeSync(file);
  return path;
}

function packed(name: string, bytes: Uint8Array): string {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
}

/** A file of every kind that is read. */
const sources: Readonly<Record<string, () => string>> = {
  csv: () => written('csv'),
  tsv: () => written('tsv'),
  json: () => written('json'),
  ndjson: () => written('ndjson'),
  gzip: () => packed('in.csv.gz', gzipSync(readFileSync(written('csv')))),
  zip: () => packed('in.zip', zipSync({ 'in.csv': new Uint8Array(readFileSync(written('csv'))) })),
  xlsx: () => written('xlsx'),
  parquet: () => written('parquet'),
  sqlite: () => written('sqlite'),
};

async function readBack(path: string): Promise<readonly (readonly string[])[]> {
  const { file, records } = await openSource(path, {});
  try {
    const found: (readonly string[])[] = [];
    for await (const chunk of records.chunks())
      for (const { cells, problem } of chunk.records) {
        expect(problem).toBeUndefined();
        found.push(cells);
      }
    return found;
  } finally {
    file.close();
  }
}

it('tries every source and every sink that there is', () => {
  expect(sinks.map(({ name }) => name)).toEqual([...exportFormats]);
  const known = [...dialect.shape.format.options, ...packings.map(({ name }) => name)];
  for (const name of known) expect(Object.keys(sources), `${name} is a source that this test does not try`).toContain(name);
  expect(dialect.shape.compression.options.filter((name) => name !== 'none').toSorted()).toEqual(
    packings.map(({ name }) => name).toSorted(),
  );
});

it.each(Object.keys(sources))('%s comes out of every format as it went in', async (name) => {
  const path = sources[name]?.() ?? '';
  writeFileSync(join(folder, 'pipeline.yaml'), definition(path));
  const workspace = join(folder, `${name}.winnow`);
  const ended = await runHere(folder, 'pipeline.yaml', workspace);
  expect(ended.code, ended.stderr).toBe(0);
  const { ask, close } = asked(() => workspace);
  try {
    for (const format of exportFormats)
      for (const ending of textFormats.includes(format) ? ['', '.gz'] : ['']) {
        const out = join(folder, `out-${name}.${format}${ending}`);
        const result = await ask().exports.create({ dataset: 'data', format, path: out });
        expect(result.rows).toBe(rows.length);
        expect(existsSync(`${out}.manifest.json`)).toBe(true);
        expect(readFileSync(out).subarray(0, 2).toString('hex') === '1f8b').toBe(ending === '.gz');
        expect(await readBack(out), `${name} to ${format}${ending}`).toEqual(format === 'sqlite' ? rows.map(inSqlite) : rows);
      }
    for (const [format, out] of [
      ['parquet', 'a.parquet.gz'],
      ['sqlite', 'a.sqlite.gz'],
      ['xlsx', 'a.xlsx.gz'],
    ] as const)
      await expect(ask().exports.create({ dataset: 'data', format, path: join(folder, out) })).rejects.toThrow(/leave \.gz out/);
  } finally {
    await close();
  }
});

/** SQLite has no decimals and no booleans: a number loses the zeros at its end. */
function inSqlite(row: readonly string[]): readonly string[] {
  return row.map((cell, index) => {
    if (columns[index] === 'amount') return cell === '' ? '' : String(Number(cell));
    return columns[index] === 'flag' ? cell.replace('true', '1').replace('false', '0') : cell;
  });
}

it('SQLite refuses in a sentence what it cannot hold, takes names of its own, and leaves nothing behind', async () => {
  const path = join(folder, 'left.part');
  const open = (name: string, names: readonly string[]) =>
    sinkOf('sqlite').open({ ...tableOf(names), name, hasOthers: true, temporaryPath: () => path }, () => {});
  const wide = Array.from({ length: 2000 }, (_, index) => `c${index}`);
  expect(() => open('data', wide)).toThrow(/at most 2,000 columns/);
  expect(() => open('data', ['a', 'A'])).toThrow();
  expect(existsSync(path)).toBe(false);
  open('sqlite_data', ['a']).end();
  expect(existsSync(path)).toBe(false);
});

/** What is written, as a kind of column, and how docs/formats.md calls it. */
const limits: readonly (readonly [string, ColumnKind, OutputCell])[] = [
  ['an empty text', { kind: 'text' }, { text: '', isQuoted: true }],
  ['a NUL character in a text', { kind: 'text' }, { text: 'a\0b', isQuoted: true }],
  ['a text of 40,000 characters', { kind: 'text' }, { text: 'x'.repeat(40_000), isQuoted: true }],
  ['a text of a million characters', { kind: 'text' }, { text: 'x'.repeat(1_000_000), isQuoted: true }],
  ['a whole number of 18 digits', { kind: 'integer' }, { text: '123456789012345678', isQuoted: false }],
  ['a decimal of 18 digits', { kind: 'decimal', scale: 2 }, { text: '1234567890123456.78', isQuoted: false }],
  ['zeros at the end of a decimal', { kind: 'decimal', scale: 2 }, { text: '12.50', isQuoted: false }],
  ['a date', { kind: 'date' }, { text: '0001-01-01', isQuoted: true }],
  ['true or false', { kind: 'boolean' }, { text: 'true', isQuoted: false }],
  ['a waived text in a column of numbers', { kind: 'integer' }, { text: 'many', isQuoted: true }],
];

/** What became of a cell: its text, or the sentence that refused it. */
async function fate(format: ExportFormat, kind: ColumnKind, cell: OutputCell): Promise<string> {
  const path = join(folder, `limit.${format}`);
  rmSync(path, { force: true });
  const file = openSync(path, 'w');
  try {
    const table = sinkOf(format).open(tableOf(['key', 'cell'], [{ kind: 'text' }, kind]), (bytes) =>
      writeSync(file, Buffer.from(bytes)),
    );
    table.row([{ text: 'x', isQuoted: true }, cell]);
    table.end();
  } catch (error) {
    return `refused: ${error instanceof Failure ? error.message : 'without a sentence'}`;
  } finally {
    closeSync(file);
  }
  const [row] = await readBack(path);
  return row?.[1] ?? 'lost';
}

it('what a format cannot say is what docs/formats.md says', async () => {
  const lines: string[] = [];
  for (const [what, kind, cell] of limits) {
    const fates = await Promise.all(exportFormats.map((format) => fate(format, kind, cell)));
    lines.push(`| ${what} | ${fates.map((found) => describeFate(cell.text, found)).join(' | ')} |`);
  }
  const table = [`| | ${exportFormats.join(' | ')} |`, `|---|${exportFormats.map(() => '---').join('|')}|`, ...lines].join('\n');
  const docs = readFileSync('docs/formats.md', 'utf8');
  const updated = docs.replace(/(<!-- limits -->\n)[\s\S]*?(\n<!-- end -->)/, (_, begin, end) => `${begin}${table}${end}`);
  if (process.env['UPDATE_DOCS']) writeFileSync('docs/formats.md', updated);
  else expect(updated).toBe(docs);
});

function describeFate(text: string, found: string): string {
  if (found === text) return 'as it is';
  if (found.startsWith('refused: ')) return 'refused';
  return found === '' ? 'empty' : found.length > 30 ? 'changed' : `\`${found}\``;
}
