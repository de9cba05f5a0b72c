import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { newFolder, winnow } from '../winnow.ts';

/** Proposes a pipeline for a file of this content, and runs it. */
async function proposed(content: string | Buffer, ...options: readonly string[]) {
  const folder = newFolder();
  writeFileSync(join(folder, 'orders.csv'), content);
  const { code, stdout, stderr } = await winnow(['infer', 'orders.csv', ...options], folder);
  expect(code, stderr).toBe(0);
  writeFileSync(join(folder, 'p.yaml'), stdout);
  const ran = await winnow(['run', 'p.yaml', '--workspace', 'w.winnow', '--json'], folder);
  expect(ran.code, ran.stderr).toBe(0);
  const [columns] = Object.values<{ columns: Record<string, Record<string, unknown>> }>(parse(stdout).datasets);
  return { yaml: stdout, columns: columns?.columns ?? {}, run: JSON.parse(ran.stdout) };
}
const lines = (count: number, line: (index: number) => string): string =>
  `${Array.from({ length: count }, (_, index) => line(index)).join('\n')}\n`;

describe('what is read as empty', () => {
  it('ERROR among numbers is a misfit until somebody says otherwise', async () => {
    const text = `id,quantity\n${lines(200, (index) => `${index},${index % 20 === 3 ? 'ERROR' : index % 7}`)}`;
    const { columns, run } = await proposed(text);
    expect(columns['quantity']?.['type']).toBe('integer');
    expect(run.datasets.orders).toMatchObject({ clean: 190, exceptions: 10 });
    const told = await proposed(text, '--null-word', 'ERROR');
    expect(told.run.datasets.orders).toMatchObject({ clean: 200, exceptions: 0 });
  });

  it('NULL, N/A, None and NaN are empty, and no other word is', async () => {
    const words = ['NULL', 'N/A', 'None', 'NaN', 'UNKNOWN', '-', 'missing'];
    const row = (index: number): string => words.map((word) => (index % 20 === 3 ? word : index)).join(',');
    const { run } = await proposed(`a,b,c,d,e,f,g\n${lines(100, row)}`);
    const { violations } = run.datasets.orders;
    for (const column of ['a', 'b', 'c', 'd']) expect(violations).toMatchObject({ [`${column}_required`]: 5 });
    for (const column of ['e', 'f', 'g']) expect(violations).toMatchObject({ [`${column}_type`]: 5 });
    expect(run.datasets.orders.exceptions).toBe(5);
  });
});

describe('keys', () => {
  it('a column that names its records but for a few duplicates is a key, and the duplicates are flagged', async () => {
    const { yaml, run } = await proposed(`invoice_id,amount\n${lines(200, (index) => `INV-${index % 198},${index}`)}`);
    expect(parse(yaml).datasets.orders.key).toEqual(['invoice_id']);
    expect(run.datasets.orders).toMatchObject({ clean: 200, exceptions: 0 });
    expect(run.datasets.orders.violations).toMatchObject({ invoice_id_unique: 4 });
  });

  it('a column with one duplicate in ten is none', async () => {
    const { yaml } = await proposed(`invoice_id,amount\n${lines(200, (index) => `INV-${index % 180},${index}`)}`);
    expect(parse(yaml).datasets.orders.key).toBeUndefined();
  });
});

describe('types', () => {
  it('days that do not exist are counted among what does not fit', async () => {
    const { yaml, run } = await proposed(
      `id,d\n${lines(300, (index) => `${index},${index % 30 === 7 ? '0000-00-00' : '2024-02-03'}`)}`,
    );
    expect(yaml).toContain('290 of 300 values');
    expect(run.datasets.orders.exceptions).toBe(10);
  });

  it('no type is proposed that more than one value in ten breaks', async () => {
    const mixed = await proposed(`id,e\n${lines(100, (index) => `${index},${index % 2 ? `p${index}@example.org` : 'call me'}`)}`);
    expect(mixed.columns['e']?.['type']).toBe('text');
    const letters = await proposed(`id,e\n${lines(100, (index) => `${index},jürgen${index}@bücher.example`)}`);
    expect(letters.columns['e']?.['type']).toBe('email');
    expect(letters.run.datasets.orders.exceptions).toBe(0);
  });

  it('a long header that begins with a digit names a column that can be run', async () => {
    const { run } = await proposed(`${'2024 share of all households that own '.repeat(4)},b\n1,2\n3,4\n`);
    expect(run.datasets.orders).toMatchObject({ read: 2, clean: 2 });
  });
});

describe('how it is written', () => {
  const text = `名前,都市\n${lines(200, (index) => `山田さん${index},東京の町です`)}`;
  it.each(['euc-jp', 'shift_jis'])('%s is told from its relatives', async (encoding) => {
    const { yaml, run } = await proposed(iconv.encode(text, encoding));
    expect(yaml).toContain(`encoding: ${encoding}`);
    expect(run.datasets.orders.clean).toBe(200);
  });

  it('what is known is said', async () => {
    const { yaml, run } = await proposed(
      Buffer.from('a;b\ncaf\xe9;1\n', 'latin1'),
      '--encoding',
      'windows-1252',
      '--delimiter',
      ';',
    );
    expect(yaml).toContain('encoding: windows-1252');
    expect(run.datasets.orders.clean).toBe(1);
  });

  it('a header that is no sound line is a finding', async () => {
    const { run } = await proposed('id,"name"x,amount\n1,a,3\n2,b,4\n');
    expect(run.fileNotes).toEqual([expect.objectContaining({ note: expect.stringMatching(/header/) })]);
  });
});

describe('what is no table', () => {
  const infer = async (path: string, content?: string) => {
    const folder = newFolder();
    if (content !== undefined) writeFileSync(join(folder, path), content);
    const ended = await winnow(['infer', path], folder);
    expect(ended.code).toBe(2);
    expect(existsSync(join(folder, 'orders.winnow'))).toBe(false);
    return ended.stderr;
  };

  it('XML is called XML', async () => {
    for (const content of ['<?xml version="1.0"?>\n<rows><row a="1"/></rows>\n', '\ufeff<!DOCTYPE html>\n<html></html>\n'])
      expect(await infer('orders.csv', content)).toMatch(/XML|HTML/);
  });

  it('an address is named by its scheme, never with what it holds', async () => {
    const said = await infer('postgres://me:secret@db.example/sales');
    expect(said).toMatch(/postgres:\/\//);
    expect(said).not.toMatch(/secret/);
  });
});

it('proposes one pipeline for several files, with the references that most records keep', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'customers.csv'), 'customer_id,name\n001,Ada\n002,Ben\n003,Cy\n');
  const order = (number: number, customer: string): string => `o${number},${customer},${number}.50`;
  writeFileSync(
    join(folder, 'orders.csv'),
    [
      'order_id,customer_id,total',
      ...Array.from({ length: 19 }, (_, index) => order(index, `00${1 + (index % 3)}`)),
      order(19, '2'),
      '',
    ].join('\n'),
  );
  writeFileSync(join(folder, 'visits.csv'), 'visit_id,customer_id\nv1,001\nv2,x\nv3,y\n');
  const { code, stdout, stderr } = await winnow(['infer', 'customers.csv', 'orders.csv', 'visits.csv'], folder);
  expect(code, stderr).toBe(0);
  expect(stdout).toContain(
    '# 95 % of 20 values of orders.customer_id are found in customers; 1 more if case, spaces and leading zeros are ignored',
  );
  expect(stdout.match(/references:/g)).toHaveLength(1);
  writeFileSync(join(folder, 'pipeline.yaml'), stdout);
  const ran = await winnow(['run', 'pipeline.yaml', '--workspace', 'w.winnow', '--json'], folder);
  expect(ran.code, ran.stderr).toBe(0);
  const { datasets } = JSON.parse(ran.stdout) as { datasets: Record<string, { violations: Record<string, number> }> };
  expect(datasets['orders']?.violations).toEqual({ customer_id_reference: 1 });
});
