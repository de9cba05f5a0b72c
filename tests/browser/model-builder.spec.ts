import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { runThrough, test } from './workbench.ts';

test('a model is built without SQL, edited in SQL, and removed', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  writeFileSync(join(folder, 'customers.csv'), 'customer,town\nA,Ayr\nB,Bute\n');
  writeFileSync(
    join(folder, 'orders.csv'),
    'no,customer,day,amount\n1,A,2024-01-05,1.50\n2,B,2024-01-09,2.00\n3,A,2024-02-01,3.25\n',
  );
  const yaml = `winnow: 1
name: shop
datasets:
  customers:
    source: { path: customers.csv }
    key: [customer]
    columns: { customer: { type: text }, town: { type: text } }
  orders:
    source: { path: orders.csv }
    key: [no]
    columns: { no: { type: integer }, customer: { type: text }, day: { type: date }, amount: { type: decimal, scale: 2 } }
    references:
      - { columns: [customer], dataset: customers }
`;
  writeFileSync(join(folder, 'shop.yaml'), yaml);
  await runThrough(server, { pipeline: join(folder, 'shop.yaml') });
  const definition = async (): Promise<string> => {
    const answer = await fetch(`${server.origin}/api/pipeline`, { headers: { authorization: `Bearer ${server.token}` } });
    return ((await answer.json()) as { yaml: string }).yaml;
  };
  await page.goto(`${server.origin}/#/models`);
  await page.reload();
  await page.getByRole('button', { name: 'Add a model …' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('From').selectOption('orders');
  await dialog.getByLabel('Add a dataset that it refers to').selectOption('customers');
  await dialog.getByRole('button', { name: 'Add a column' }).click();
  await dialog.getByLabel('Column 1 of each row').selectOption('customers.town');
  await dialog.getByRole('button', { name: 'Add a column' }).click();
  await dialog.getByLabel('Column 2 of each row').selectOption('day');
  await dialog.getByLabel('Group day by').selectOption('by month');
  await dialog.getByRole('button', { name: 'Add a figure' }).click();
  await dialog.getByLabel('Figure 2', { exact: true }).selectOption('Total of');
  await dialog.getByLabel('Column of figure 2').selectOption('amount');
  await expect(dialog.getByRole('status')).toContainText('3 rows');
  await expect(dialog.getByRole('row', { name: 'Ayr 2024-02 1 3.25' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Add orders_by_town_and_month' }).click();
  await expect(page.getByRole('heading', { name: 'orders_by_town_and_month' })).toBeVisible({ timeout: 60_000 });
  expect((await definition()).startsWith(yaml)).toBe(true);

  await page.getByRole('button', { name: 'Edit …' }).click();
  const sql = dialog.getByLabel('SQL over clean rows (clean_…) and models');
  await sql.fill('select customer, sum(amout) as amount from clean_orders group by 1');
  await expect(dialog.getByRole('alert')).toContainText('no such column: amout');
  await sql.fill('select customer, sum(amount) as amount from clean_orders group by 1');
  await expect(dialog.getByRole('row', { name: 'A 4.75' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden({ timeout: 60_000 });
  await expect(page.getByRole('gridcell', { name: '4.75' })).toBeVisible();

  await page.getByRole('button', { name: 'Edit …' }).click();
  await dialog.getByRole('button', { name: 'Remove the model' }).click();
  await expect(page.getByRole('heading', { name: 'No models' })).toBeVisible({ timeout: 60_000 });
  expect(await definition()).toBe(yaml);
  expect(complaints).toEqual([]);
});
