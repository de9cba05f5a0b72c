import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { root } from '../winnow.ts';
import { runThrough, test } from './workbench.ts';

const customers = ['customer_id,name', 'c1,Ada', 'c2,Ben', 'c3,Chloe', ''].join('\n');
const orders = [
  'order_id,customer_id,amount',
  ...Array.from({ length: 30 }, (_, index) => `o${index},c${1 + (index % 3)},${index}.50`),
  'o90,c9,5.00',
  'o91,c9,6.00',
  '',
].join('\n');

test('files that are dropped together refer to each other, and a missing parent is added', async ({ page, workbench }) => {
  const { complaints } = workbench;
  const dropped = await page.evaluateHandle(
    (files) => {
      const transfer = new DataTransfer();
      for (const [name, text] of files) transfer.items.add(new File([text ?? ''], name ?? '', { type: 'text/csv' }));
      return transfer;
    },
    [
      ['customers.csv', customers],
      ['orders.csv', orders],
    ],
  );
  await page.dispatchEvent('.frame', 'drop', { dataTransfer: dropped });
  const relations = page.getByRole('region', { name: 'Relations' });
  const reference = relations.getByRole('checkbox', { name: 'orders.customer_id refers to customers.customer_id' });
  await expect(reference).toBeChecked();
  await expect(relations.getByRole('row').nth(1)).toContainText('93.8 % of 32');
  await expect(relations.getByRole('row').nth(1)).toContainText('c9');
  // What is not ticked becomes no rule, and ticked again it does.
  await reference.uncheck();
  await page.getByRole('button', { name: 'YAML', exact: true }).click();
  await expect(page.getByRole('textbox', { name: 'pipeline.yaml' })).toContainText('datasets:');
  await expect(page.getByRole('textbox', { name: 'pipeline.yaml' })).not.toContainText('references:');
  await page.getByRole('button', { name: 'Files', exact: true }).click();
  await reference.check();
  await page.getByRole('button', { name: 'Run', exact: true }).click();

  // Two orders of nobody wait.
  await page.getByRole('link', { name: /To review 2/ }).waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: 'By problem' }).click();
  await page.getByRole('button', { name: /customer_id has no match/ }).click();
  await page.getByRole('button', { name: /Add it to customers/ }).click();
  await page.getByRole('dialog').getByLabel('Why does it count?').fill('new customer');
  await page.getByRole('dialog').getByRole('button', { name: 'Add it' }).click();
  await expect(page.getByRole('link', { name: /To review 0/ })).toBeVisible();
  expect(complaints).toEqual([]);
});

test('a file is added to one that is open, and files of one shape are read as one', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  mkdirSync(join(folder, 'months'));
  for (const month of ['january', 'february'])
    writeFileSync(join(folder, 'months', `${month}.csv`), 'day,amount\n2025-01-01,1\n2025-01-02,2\n');
  await page.goto(`${server.origin}/#/open/${encodeURIComponent(join(folder, 'months', 'january.csv'))}`);
  await page.getByRole('button', { name: 'Add another file' }).click();
  await page.getByLabel('Folder or file').fill(join(folder, 'months', 'february.csv'));
  await page.getByRole('button', { name: 'Go', exact: true }).click();
  await expect(page.getByText('2 files · 4 records')).toBeVisible();
  await page.getByRole('link', { name: 'Read them as one dataset' }).click();
  await expect(page.getByText(/4 records/).first()).toBeVisible();
  await page.goBack();
  await page.getByRole('button', { name: 'Remove february.csv' }).click();
  await expect(page.getByRole('heading', { name: 'january.csv' })).toBeVisible();
  expect(complaints).toEqual([]);
});

test('a dashboard has pages, and a number of it opens its rows', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  cpSync(join(root, 'resources/pipelines/storefront'), join(folder, 'shop'), { recursive: true });
  await runThrough(server, { pipeline: join(folder, 'shop', 'pipeline.yaml') });
  await page.goto(`${server.origin}/#/dashboard`);
  await page.reload();
  const orders = page.getByRole('region', { name: 'Orders', exact: true });
  await expect(orders).toContainText('3,682');
  await expect(page.getByRole('region', { name: 'Recent orders' }).getByRole('cell', { name: /^\$/ }).first()).toBeVisible();
  await page.getByRole('navigation', { name: 'Pages of the dashboard' }).getByRole('link', { name: 'Customers' }).click();
  await expect(page.getByRole('region', { name: 'New customers by month' })).toBeVisible();
  await expect(page.getByLabel('signup_date at least')).toBeVisible();
  await expect(page.getByLabel('order_date at least')).toHaveCount(0);
  await page.goBack();
  await orders.getByRole('link').click();
  await expect(page.locator('.toolbar')).toContainText('3,682');
  expect(page.url()).toContain('/data/orders/clean');
  // A rule across datasets says both figures.
  await page.goto(`${server.origin}/#/data/orders/exceptions`);
  await page.locator('.facets .value', { hasText: 'orders total' }).click();
  await expect(page.locator('.toolbar')).toContainText('120 of 338');
  await page.locator('.ag-row .ag-cell[aria-colindex="2"]').first().click();
  await expect(page.getByLabel('Record', { exact: true })).toContainText(
    /total_amount is [\d.-]+, but sum\(order_items\.line_total\) is [\d.-]+/,
  );
  expect(complaints).toEqual([]);
});

test('files that are ticked in the list are opened together', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  writeFileSync(join(folder, 'customers.csv'), customers);
  writeFileSync(join(folder, 'orders.csv'), orders);
  await page.goto(`${server.origin}/#/`);
  await page.getByRole('button', { name: /Drop files here/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Open files' });
  await dialog.getByLabel('Folder or file').fill(folder);
  await dialog.getByRole('button', { name: 'Go', exact: true }).click();
  await dialog.getByRole('checkbox', { name: 'Choose customers.csv' }).check();
  await dialog.getByRole('checkbox', { name: 'Choose orders.csv' }).check();
  await dialog.getByRole('button', { name: 'Open 2 files together' }).click();
  const relations = page.getByRole('region', { name: 'Relations' });
  await expect(relations.getByRole('checkbox', { name: 'orders.customer_id refers to customers.customer_id' })).toBeVisible();
  expect(complaints).toEqual([]);
});
