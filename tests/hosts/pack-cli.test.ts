import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { rowsOf } from '../rows-of.ts';
import { newFolder, winnow } from '../winnow.ts';

const folder = newFolder();

it('packs a workspace into one file that opens elsewhere, without its API keys', async () => {
  writeFileSync(join(folder, 'd.csv'), 'a\n1\nx\n');
  writeFileSync(
    join(folder, 'd.yaml'),
    'winnow: 1\nname: d\ndatasets: { d: { source: { path: d.csv }, columns: { a: { type: integer } } } }\n',
  );
  await winnow(['run', 'd.yaml', '--workspace', 'w.winnow'], folder);
  await winnow(['exceptions', 'waive', 'd/2', '--reason', 'agreed', '--workspace', 'w.winnow'], folder);
  const key = (await winnow(['keys', 'make', 'bi', '--workspace', 'w.winnow'], folder)).stdout.trim();
  const hash = rowsOf(join(folder, 'w.winnow'), 'select hash from api_keys')[0]?.[0] as Buffer;
  expect(key).toMatch(/^winnow_/);
  const packed = await winnow(['pack', 'elsewhere/p.winnow', '--workspace', 'w.winnow'], folder);
  expect(packed.code).toBe(2);
  expect(packed.stderr).toMatch(/the folder .*elsewhere does not exist; make it first/);
  const again = await winnow(['pack', 'p.winnow', '--workspace', 'w.winnow'], folder);
  expect(again.code, again.stderr).toBe(0);
  expect(readFileSync(join(folder, 'p.winnow')).includes(hash)).toBe(false);
  expect((await winnow(['keys', 'list', '--workspace', 'p.winnow', '--json'], folder)).stdout.trim()).toBe('[]');
  const status = async (workspace: string) => (await winnow(['status', '--workspace', workspace], folder)).stdout;
  expect(await status('p.winnow')).toBe(await status('w.winnow'));
  expect((await winnow(['audit', 'verify', '--workspace', 'p.winnow'], folder)).code).toBe(0);
  for (const [name, told] of [
    ['p.winnow', 'exists already; choose another name'],
    ['w.winnow', 'exists already; choose another name'],
    ['p.zip', 'does not end in .winnow, as a workspace must'],
  ] as const) {
    const refused = await winnow(['pack', name, '--workspace', 'w.winnow'], folder);
    expect(refused.code, name).toBe(2);
    expect(refused.stderr).toContain(told);
  }
});
