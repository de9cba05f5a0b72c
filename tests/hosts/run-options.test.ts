import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newFolder, winnow } from '../winnow.ts';

function folderWith(lines: string): string {
  const folder = newFolder();
  writeFileSync(join(folder, 'd.csv'), lines);
  writeFileSync(
    join(folder, 'p.yaml'),
    `winnow: 1
name: p
datasets:
  d: { source: { path: d.csv }, columns: { a: { type: integer, unique: true }, b: { type: text } } }
models: [{ name: m, sql: 'select count(*) as n from clean_d' }]
exports: [{ dataset: d, format: csv }]
`,
  );
  return folder;
}

it('--dry-run says what would be done, and writes nothing', async () => {
  const folder = folderWith('a,c\n1,x\n');
  const { code, stdout } = await winnow(['run', 'p.yaml', '--dry-run', '--out', 'out'], folder);
  expect(code).toBe(0);
  expect(stdout).toContain('read   d from');
  expect(stdout).toContain('the file lacks b');
  expect(stdout).toContain('the file also has c');
  expect(stdout).toContain('build  m');
  expect(stdout).toContain(`write  ${join('out', 'd-clean.csv')}`.replace('out', join(folder, 'out')));
  expect(readdirSync(folder).sort()).toEqual(['d.csv', 'p.yaml']);
  const { datasets } = JSON.parse((await winnow(['run', 'p.yaml', '--dry-run', '--json'], folder)).stdout);
  expect(datasets[0]).toMatchObject({ dataset: 'd', missingColumns: ['b'], extraColumns: ['c'] });
});

it('--status-only prints one line, and --log-level leaves out what is less', async () => {
  const folder = folderWith('a,b\n1,x\n1,y\n');
  const short = await winnow(['run', 'p.yaml', '--status-only'], folder);
  expect(short.stdout.trimEnd()).toMatch(/^succeeded {2}quality error {2}score \d+(\.\d+)? {2}\S+$/);
  expect(short.stderr).toBe('');
  const grave = await winnow(['run', 'p.yaml', '--log-level', 'warning', '--workspace', 'other.winnow'], folder);
  expect(grave.stderr).toContain('d.a_unique: 2 of 2 records fail');
  expect(grave.stderr).not.toContain('INFO');
  const wrong = await winnow(['run', 'p.yaml', '--log-level', 'loud'], folder);
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('choose one of DEBUG, INFO, WARNING, ERROR');
});

it('says when a run goes without what was changed in the window since', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'a.csv'), 'v\n1\n');
  const yaml = (more: string): string =>
    `winnow: 1\nname: p\ndatasets:\n  a: { source: { path: a.csv }, columns: { v: { type: integer${more} } } }\n`;
  const run = async (text: string): Promise<string> => {
    writeFileSync(join(folder, 'p.yaml'), text);
    return (await winnow(['run', 'p.yaml', '--workspace', 'p.winnow'], folder)).stderr;
  };
  expect(await run(yaml(''))).not.toContain('goes without changes');
  expect(await run(yaml(', max: 5'))).not.toContain('goes without changes');
  expect(await run(yaml(''))).toContain('the workspace shows version 2 of the pipeline');
});
