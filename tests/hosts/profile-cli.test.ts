import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withClient } from '#core/hosts/cli/client.ts';
import { newFolder, winnow } from '../winnow.ts';

const people = `id,email,paid,since
1,ann@example.org,12.50,2024-01-31
2,<b>bob</b>@example.org,oops,2024-02-01
3,,7.25,2024-02-01
4,dan@example.org,,2024-03-15
${Array.from({ length: 40 }, (_, index) => `${index + 5},p${index}@example.org,${index}.00,2024-04-0${1 + (index % 9)}`).join('\n')}
`;

it('says what each column of a file holds, and writes a report that masks personal data', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'people.csv'), people);
  const { code, stdout, stderr } = await winnow(['profile', 'people.csv', '--json', '--out', 'report.html'], folder);
  expect(code, stderr).toBe(0);
  const profile = JSON.parse(stdout);
  expect(profile).toMatchObject({ dataset: 'people', records: 44, isWhole: true });
  const [, email, paid, since] = profile.columns;
  expect(email).toMatchObject({ type: 'email', isPersonal: true, missing: 1, unread: 1, filled: 42 });
  expect(paid).toMatchObject({ type: 'decimal', missing: 1, unread: 1, filled: 42, lowest: '0.00', highest: '39.00' });
  expect(since).toMatchObject({ lowest: '2024-01-31', highest: '2024-04-09' });
  expect(since.days.months[0]).toEqual({ month: '2024-01', count: 1 });
  const report = readFileSync(join(folder, 'report.html'), 'utf8');
  expect(report).toContain("default-src 'none'");
  expect(report).not.toContain('<script');
  expect(report).not.toContain('example.org');
  const again = await winnow(['profile', 'people.csv', '--out', 'report.html'], folder);
  expect(again.code).toBe(2);
  expect(again.stderr).toContain('report.html exists already');
  const shown = await winnow(['profile', 'people.csv', '--out', 'report.html', '--force', '--show-personal'], folder);
  expect(shown.code).toBe(0);
  const personal = readFileSync(join(folder, 'report.html'), 'utf8');
  expect(personal).toContain('ann@example.org');
  expect(personal).not.toContain('<b>bob');
});

it('finds the same in the rows of a run', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'people.csv'), people);
  writeFileSync(join(folder, 'p.yaml'), (await winnow(['infer', 'people.csv'], folder)).stdout);
  expect((await winnow(['run', 'p.yaml', '--workspace', 'w.winnow'], folder)).code).toBe(0);
  const ofFile = JSON.parse((await winnow(['profile', 'people.csv', '--pipeline', 'p.yaml', '--json'], folder)).stdout);
  await withClient(join(folder, 'w.winnow'), async (ask) => {
    const of = async (what: 'raw' | 'clean' | 'exceptions') => {
      for await (const event of await ask.profiles.rows({ dataset: 'people', what }))
        if (event.kind === 'done') return event.outcome;
      return undefined;
    };
    expect(await of('raw')).toEqual(ofFile);
    expect(await of('clean')).toMatchObject({ records: 43 });
    expect((await of('exceptions'))?.columns.map(({ unread }) => unread)).toEqual([0, 1, 1, 0]);
  });
});

it('a column that repeats, a file without records, and a dataset that is not there', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'empty.csv'), 'a,a,\n');
  const { code, stdout, stderr } = await winnow(['profile', 'empty.csv', '--json'], folder);
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ records: 0, columns: [{ name: 'a' }, { name: 'a_2' }, { name: 'column_3' }] });
  const wrong = await winnow(['profile', 'empty.csv', '--pipeline', 'storefront'], folder);
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('--dataset: customers, products');
});
