import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { rowsOf } from '../rows-of.ts';
import { runHere } from '../run-here.ts';
import { newFolder } from '../winnow.ts';

/** Runs heads with their items under one rule of the heads; gives the reasons by head, the counts of the rule, or the sentence that refuses it. */
async function heads(
  rule: string,
  items: readonly string[],
  head = ['a,10.25,2025-06-01T10:00:00Z', 'b,,2025-06-01T10:00:00.5Z'],
) {
  const folder = newFolder();
  writeFileSync(join(folder, 'h.csv'), ['id,lim,at', ...head, ''].join('\n').replaceAll('id,', 'code,'));
  writeFileSync(join(folder, 'i.csv'), ['code,n,v,at', ...items, ''].join('\n'));
  writeFileSync(
    join(folder, 'p.yaml'),
    `winnow: 1
name: p
datasets:
  h:
    source: { path: h.csv }
    key: [code]
    columns: { code: { type: text }, lim: { type: decimal }, at: { type: timestamp } }
    rules: [{ id: r, rule: formula, ${rule} }]
  i:
    source: { path: i.csv }
    columns: { code: { type: text }, n: { type: integer }, v: { type: decimal }, at: { type: timestamp } }
    references: [{ columns: [code], dataset: h }]
    rules: [{ id: of_head, rule: formula, expression: at <= h.at, severity: info }]
`,
  );
  const ended = await runHere(folder, 'p.yaml', 'w.winnow');
  if (ended.code !== 0) return { refused: ended.stderr };
  const workspace = join(folder, 'w.winnow');
  return {
    reasons: rowsOf(workspace, "select failure_reason from validation_results where rule_id = 'r' order by record_id").flat(),
    counts: rowsOf(workspace, "select checked, failed, not_applicable from rule_results where rule_id = 'r'")[0],
    later: rowsOf(workspace, "select failure_reason from validation_results where rule_id = 'of_head'").flat(),
  };
}

const items = ['a,1,10.25,2025-06-01T10:00:00Z', 'a,x,3,2025-06-01T10:00:00.25Z', 'b,3,1,2025-06-01T10:00:00Z'];

it('says numbers that have no fixed places as they are', async () => {
  expect(await heads('expression: lim = sum(i.v)', items)).toMatchObject({
    reasons: ['lim is 10.25, but sum(i.v) is 13.25'],
    counts: [1, 1, 1],
  });
});

it('compares instants by time, fractions of a second too', async () => {
  expect(await heads('expression: max(i.at) = at', items)).toMatchObject({ counts: [2, 2, 0] });
  expect((await heads('expression: count(i) > 0', items)).later).toEqual([
    'at is "2025-06-01T10:00:00.25Z", and must be no later than h.at, which is "2025-06-01T10:00:00Z"',
  ]);
});

it('counts records, or those with a value in a column', async () => {
  expect(await heads('expression: count(i) = 1', items)).toMatchObject({ reasons: ['count(i) is 2, not 1'] });
  expect(await heads('expression: count(i.n) = 1', items)).toMatchObject({ reasons: [], counts: [2, 0, 0] });
});

it('does not apply where a case is undecided', async () => {
  const rule = 'expression: sum(case when i.n > 2 then i.n else 0 end) < 1';
  expect(await heads(rule, items)).toMatchObject({
    reasons: ['sum(case when i.n > 2 then i.n else 0 end) is 3, and must be less than 1'],
    counts: [1, 1, 1],
  });
});

it.each([
  ['expression: sum(sum(i.v)) > 1', 'sum takes columns, not a figure such as sum'],
  ['expression: i.v > 1', 'many records of i may refer to one record here'],
  ['expression: e.n = 1', 'there is no dataset e'],
  ['expression: sum(i.w) = 1', 'there is no column w in i'],
  ['expression: sum(lim) = 1', 'sum takes columns of one other dataset'],
  ['expression: case when lim > 1 then true_', 'expected end at character'],
  ['expression: count(i) > 0, when: count(i) > 1', 'when:'],
])('%s is refused', async (rule, sentence) => {
  expect((await heads(rule, items)).refused).toContain(sentence);
});

it('a sum is found again where another reference says what belongs together', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'h.csv'), 'code,lim\na,3\nb,3\n');
  writeFileSync(join(folder, 'i.csv'), 'code,other,v\na,b,1\na,b,2\n');
  const yaml = (column: string): string => `winnow: 1
name: p
datasets:
  h:
    source: { path: h.csv }
    key: [code]
    columns: { code: { type: text }, lim: { type: integer } }
    rules: [{ id: r, rule: formula, expression: lim = sum(i.v) }]
  i:
    source: { path: i.csv }
    columns: { code: { type: text }, other: { type: text }, v: { type: integer } }
    references: [{ columns: [${column}], dataset: h }]
`;
  const failing = () => rowsOf(join(folder, 'w.winnow'), "select record_id from validation_results where rule_id = 'r'");
  for (const [column, expected] of [
    ['code', [[2]]],
    ['other', [[1]]],
  ] as const) {
    writeFileSync(join(folder, 'p.yaml'), yaml(column));
    expect((await runHere(folder, 'p.yaml', 'w.winnow')).code).toBe(0);
    expect(failing()).toEqual(expected);
  }
});

it('a model is rounded as decimals are, and amounts that cancel each other out leave nothing', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'd.csv'), 'code,v\na,0.10\na,0.20\na,-0.30\nb,301.29\nb,0\n');
  writeFileSync(
    join(folder, 'p.yaml'),
    `winnow: 1
name: p
datasets:
  d: { source: { path: d.csv }, columns: { code: { type: text }, v: { type: decimal, scale: 2 } } }
models:
  - { name: m, sql: 'select code, sum(v) as total, sum(v) / 2 as half from clean_d group by code order by code', columns: { total: { scale: 2 }, half: { scale: 2 } } }
`,
  );
  expect((await runHere(folder, 'p.yaml', 'w.winnow')).code).toBe(0);
  expect(rowsOf(join(folder, 'w.winnow'), 'select total, half from m order by code')).toEqual([
    [0, 0],
    [301.29, 150.65],
  ]);
});
