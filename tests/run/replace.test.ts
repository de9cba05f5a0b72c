import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { listBackups } from '#core/workspace/backups.ts';
import { rowsOf } from '../rows-of.ts';
import { newFolder, winnow } from '../winnow.ts';

const folder = newFolder();
const workspace = join(folder, 'w.winnow');
const run = async (name: string, rules: string, ...options: readonly string[]) => {
  writeFileSync(
    join(folder, `${name}.yaml`),
    `winnow: 1\nname: ${name}\ndatasets:\n  d:\n    source: { path: d.csv }\n    key: [k]\n    columns: { k: { type: text }, v: { type: text, required: true${rules} } }\n`,
  );
  return await winnow(['run', `${name}.yaml`, '--workspace', workspace, '--json', ...options], folder);
};

it('a pipeline of another name never takes the place of one unasked, and takes over none of its decisions', async () => {
  writeFileSync(join(folder, 'd.csv'), 'k,v\n1,a\n2,\n3,b\n');
  expect((await run('one', '')).code).toBe(0);
  const waived = await winnow(['exceptions', 'waive', '1', '--reason', 'agreed', '--workspace', workspace], folder);
  expect(waived.code, waived.stderr).toBe(0);

  const refused = await run('two', '');
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/holds the pipeline one with 1 run;.*d \(3 records\).*1 decision;.*--replace/);
  expect(rowsOf(workspace, 'select count(*) from runs')).toEqual([[1]]);

  // An edited pipeline of the same name is a new version, and what was decided holds.
  const edited = JSON.parse((await run('one', ", pattern: '.*'")).stdout);
  expect(edited.datasets.d).toMatchObject({ clean: 2, waived: 1, exceptions: 0 });

  const replaced = JSON.parse((await run('two', '', '--replace')).stdout);
  expect(replaced.datasets.d).toMatchObject({ clean: 2, waived: 0, exceptions: 1 });
  const [backup] = listBackups(workspace).filter(({ reason }) => reason === 'before-replace');
  expect(rowsOf(backup?.path ?? '', 'select pipeline from runs where is_published = 1')).toEqual([['one']]);
});
