import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { runThrough, test } from './workbench.ts';

test('a reference is added, repaired by cleaning steps on both sides, and removed', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  writeFileSync(join(folder, 'customers.csv'), 'customer_id,name\nC1,Ann\nC2,Bob\nC3,Cy\n');
  writeFileSync(join(folder, 'orders.csv'), 'order_id,customer_id\n1,C1\n2, c2\n3,C1\n4,C9\n');
  const yaml = `winnow: 1
name: shop
datasets:
  customers:
    source: { path: customers.csv }
    key: [customer_id]
    columns: { customer_id: { type: text }, name: { type: text } }
  orders:
    source: { path: orders.csv }
    key: [order_id]
    columns: { order_id: { type: text }, customer_id: { type: text } }
`;
  writeFileSync(join(folder, 'shop.yaml'), yaml);
  await runThrough(server, { pipeline: join(folder, 'shop.yaml') });
  await page.goto(`${server.origin}/#/relations`);
  await page.reload();
  await expect(page.getByText('No dataset refers to another yet.')).toBeVisible();
  await page.getByRole('button', { name: 'Add a reference …' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/^Records of/).selectOption('orders');
  // The column that is called like the key of the other is proposed.
  await expect(dialog.getByLabel('Column of orders')).toHaveValue('customer_id');
  await expect(dialog.getByRole('status')).toHaveText('2 records would have no match.');
  await dialog.getByRole('button', { name: 'Add the reference' }).click();
  await expect(page.getByText('not run yet', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Run with the changes' }).click();
  const row = page.getByRole('row', { name: /orders customer_id customers/ });
  await expect(row).toContainText('50 %', { timeout: 60_000 });
  await expect(row).toContainText('2 of 3');

  await expect(page.getByText('1 more would match if spaces and capitalization were ignored.')).toBeVisible();
  await page.getByRole('button', { name: 'Write both sides the same way' }).click();
  await page.getByRole('button', { name: 'Run with the changes' }).click();
  await expect(row).toContainText('75 %', { timeout: 60_000 });
  await row.getByRole('link', { name: '1', exact: true }).click();
  await expect(page.getByRole('gridcell', { name: /C9/ })).toBeVisible();

  await page.goto(`${server.origin}/#/relations`);
  await page.getByRole('button', { name: 'Remove the reference of orders to customers' }).click();
  await expect(page.getByText('No dataset refers to another yet.')).toBeVisible();
  expect(complaints).toEqual([]);
});
