import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runHere } from '../run-here.ts';
import { newFolder } from '../winnow.ts';

const folder = newFolder();
const out = join(folder, 'out');
mkdirSync(out);
const pipeline = (sql: string): string => `
winnow: 1
name: ahead
datasets:
  lines:
    source: { format: csv, path: lines.csv }
    columns:
      no: { type: integer, required: true }
      note: { type: text }
    key: [no]
models:
  - { name: notes, sql: "${sql}" }
exports:
  - { dataset: lines, format: csv }
  - { dataset: lines, what: exceptions, format: csv }
  - { dataset: lines, what: raw, format: json }
  - { model: notes, format: csv }
`;
const contents = (): Readonly<Record<string, string>> =>
  Object.fromEntries(readdirSync(out).map((name) => [name, readFileSync(join(out, name), 'utf8')]));

it('exports written beside the models get their names only when everything is built', async () => {
  const lines = Array.from({ length: 30_000 }, (_, index) => `${index % 10 === 9 ? 'x' : index},note ${index}`);
  writeFileSync(join(folder, 'lines.csv'), `no,note\n${lines.join('\n')}\n`);
  writeFileSync(join(folder, 'pipeline.yaml'), pipeline('select note from clean_lines'));
  expect(await runHere(folder, 'pipeline.yaml', 'w.winnow', out)).toMatchObject({ code: 0 });
  const before = contents();
  expect(Object.keys(before)).toHaveLength(9);
  expect(before['lines-clean.csv']?.split('\n')).toHaveLength(27_002);
  expect(before['lines-exceptions.csv']?.split('\n')).toHaveLength(3002);

  // It fails on the last record, long after the other thread began.
  writeFileSync(join(folder, 'lines.csv'), `no,note\n${lines.slice(0, 20_000).join('\n')}\n`);
  writeFileSync(join(folder, 'pipeline.yaml'), pipeline("select json_extract(note, '$.a') as a from clean_lines"));
  const failed = await runHere(folder, 'pipeline.yaml', 'w.winnow', out);
  expect(failed.code).toBe(3);
  expect(failed.stderr).toMatch(/the model notes cannot be built/);
  // Nothing of the failed run, not even a file without its name.
  expect(contents()).toEqual(before);

  writeFileSync(join(folder, 'pipeline.yaml'), pipeline('select note from clean_lines'));
  expect(await runHere(folder, 'pipeline.yaml', 'w.winnow', out)).toMatchObject({ code: 0 });
  expect(contents()['lines-clean.csv']?.split('\n')).toHaveLength(18_002);
  expect(Object.keys(contents()).sort()).toEqual(Object.keys(before).sort());
});
