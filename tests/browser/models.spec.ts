import { join } from 'node:path';
import { expect } from '@playwright/test';
import { root } from '../winnow.ts';
import { runThrough, test } from './workbench.ts';

const warehouse = join(root, 'resources/pipelines/warehouse/pipeline.yaml');

test('a figure leads through a model to the lines of a file', async ({ page, workbench }) => {
  const { server, complaints } = workbench;
  await runThrough(server, { pipeline: warehouse });
  await page.goto(`${server.origin}/#/models`);
  await page.reload();
  const list = page.getByRole('navigation', { name: 'Models' });
  const doors = page.locator('.row-doors');
  // From a summary to the records behind one of its rows.
  await list.getByRole('link', { name: /^monthly_orders/ }).click();
  const months = page.getByRole('row', { name: /2024-03/ });
  const orders = Number((await months.getByRole('gridcell').nth(2).innerText()).replace(/,/g, ''));
  await months.getByRole('gridcell').nth(1).click();
  await doors.getByRole('button', { name: 'Show the records behind it' }).click();
  await expect(page.locator('.toolbar')).toContainText(`${orders} of`);
  // From a fact to its record, and to its member of a dimension.
  await page.goto(`${server.origin}/#/models/fact_orders`);
  await page.getByLabel('Search all columns').fill('O000003');
  await expect(page.getByRole('status').filter({ hasText: '1 of' })).toBeVisible();
  await page
    .getByRole('row', { name: /O000003/ })
    .getByRole('gridcell')
    .nth(1)
    .click();
  await doors.getByRole('link', { name: 'Open its dim_users row' }).click();
  await expect(page.getByRole('heading', { name: 'dim_users' })).toBeVisible();
  await expect(page.getByText(/user_key is \d+/)).toBeVisible();
  await page.goBack();
  await page
    .getByRole('row', { name: /O000003/ })
    .getByRole('gridcell')
    .nth(1)
    .click();
  await doors.getByRole('button', { name: 'Open its record of orders' }).click();
  await expect(page.locator('.panel')).toContainText('orders.csv');
  await expect(page.locator('.panel')).toContainText('O000003');
  // What a model is made of.
  await page.goto(`${server.origin}/#/models/dim_users`);
  await page.getByRole('button', { name: 'SQL' }).click();
  await expect(page.locator('.model-sql')).toContainText('member_key(users.user_id) as user_key');
  await page.getByText(/checks passed/).click();
  await expect(page.getByText('✓ dim_users_key')).toBeVisible();
  expect(complaints).toEqual([]);
});

test('a row of a model becomes a test, which the next run keeps', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  await runThrough(server, { pipeline: join(folder, 'pipeline.yaml') });
  await page.goto(`${server.origin}/#/models/daily_sales`);
  await page.reload();
  await page.getByRole('row').nth(3).getByRole('gridcell').nth(1).click();
  await page.getByRole('button', { name: 'Make this row a test' }).click();
  await expect(page.locator('.row-doors')).toContainText('Added to the tests of the model.');
  await page.getByRole('button', { name: 'Run the tests' }).click();
  const dialog = page.getByRole('dialog', { name: 'Tests of the pipeline' });
  await expect(dialog.getByRole('status')).toHaveText('3 tests passed', { timeout: 30_000 });
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Run with the changes' }).click();
  await expect(page.getByRole('button', { name: 'Run again' })).toBeVisible({ timeout: 60_000 });
  const answer = await fetch(`${server.origin}/api/pipeline`, { headers: { authorization: `Bearer ${server.token}` } });
  expect(((await answer.json()) as { yaml: string }).yaml).toMatch(/ {6}- \{ name: row \d+ of /);
  expect(complaints).toEqual([]);
});
