import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { asked } from '../asked.ts';
import { runHere } from '../run-here.ts';
import { newFolder } from '../winnow.ts';

const folder = newFolder();
const workspace = join(folder, 'w.winnow');
const { ask, close } = asked(() => workspace);

beforeAll(async () => {
  writeFileSync(join(folder, 'a.csv'), 'no\n1\n2\n');
  const path = join(folder, 'pipeline.yaml');
  writeFileSync(
    path,
    'winnow: 1\nname: p\ndatasets:\n  a:\n    source: { format: csv, path: a.csv }\n    columns: { no: { type: integer } }\n',
  );
  expect((await runHere(folder, 'pipeline.yaml', workspace)).code).toBe(0);
  writeFileSync(path, readFileSync(path, 'utf8').replace('integer }', 'integer, min: 2 }'));
  expect((await runHere(folder, 'pipeline.yaml', workspace)).code).toBe(0);
});
afterAll(close);

it('a name means one version: it is free again when the version that had it loses it', async () => {
  expect(await ask().versions.name({ version: 1, name: 'Before the audit' })).toMatchObject({ name: 'Before the audit' });
  expect(await ask().versions.name({ version: 1, name: 'Before the audit' })).toMatchObject({ name: 'Before the audit' });
  await expect(ask().versions.name({ version: 2, name: 'before the AUDIT' })).rejects.toMatchObject({
    code: 'CONFLICT',
    message: 'version 1 is called “Before the audit” already; choose another name',
  });
  await ask().versions.name({ version: 1, name: '' });
  expect(await ask().versions.name({ version: 2, name: 'Before the audit' })).toMatchObject({ name: 'Before the audit' });
  expect((await ask().versions.list({})).map(({ name }) => name)).toEqual(['Before the audit', null]);
});

it('two versions may both be without a name', async () => {
  await ask().versions.name({ version: 1, name: '' });
  expect(await ask().versions.name({ version: 2, name: '' })).toMatchObject({ name: null });
});
