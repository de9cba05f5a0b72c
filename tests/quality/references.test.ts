import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { runHere } from '../run-here.ts';
import { newFolder } from '../winnow.ts';

/** The references that fail, or the sentence of a definition that is refused. */
async function failing(parent: string, child: string): Promise<readonly string[] | string> {
  const folder = newFolder();
  writeFileSync(join(folder, 'parent.csv'), 'code\n5.00\n7.50\n0.12\n');
  writeFileSync(join(folder, 'child.csv'), 'k,ref\n1,5\n2,750\n3,12\n4,7.5\n5,5.001\n');
  writeFileSync(
    join(folder, 'p.yaml'),
    `winnow: 1
name: rf
datasets:
  parent: { source: { path: parent.csv }, columns: { code: { type: ${parent} } }, key: [code] }
  child: { source: { path: child.csv }, columns: { k: { type: integer }, ref: { type: ${child} } }, references: [{ columns: [ref], dataset: parent }] }
`,
  );
  const ended = await runHere(folder, 'p.yaml', 'w.winnow');
  if (ended.code !== 0) return ended.stderr;
  const database = new Database(join(folder, 'w.winnow'), { readonly: true });
  return database
    .prepare<[], string>(
      "select raw_data from exceptions where dataset = 'child' and error_details like '%has no match%' order by 1",
    )
    .pluck()
    .all()
    .map((text) => String(JSON.parse(text).ref));
}

it('numbers of different scales are the same number', async () => {
  expect(await failing('decimal, scale: 2', 'decimal, scale: 2')).toEqual(['750', '12']);
  expect(await failing('decimal, scale: 2', 'decimal, scale: 3')).toEqual(['750', '12', '5.001']);
  expect(await failing('decimal, scale: 3', 'decimal, scale: 2')).toEqual(['750', '12']);
  expect(await failing('decimal, scale: 2', 'integer')).toEqual(['750', '12']);
});

it.each([
  ['decimal, scale: 2', 'text'],
  ['text', 'integer'],
  ['decimal', 'integer'],
  ['date', 'text'],
])('a reference from %s to %s is refused when the definition is read', async (parent, child) => {
  expect(await failing(parent, child)).toMatch(/nothing would match; give both the same type/);
});
