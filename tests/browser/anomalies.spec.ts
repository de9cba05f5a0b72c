import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { runThrough, test } from './workbench.ts';

test('anomalies are looked at, labelled with the keyboard and exported', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  await runThrough(server, { pipeline: join(folder, 'pipeline.yaml') });
  await page.goto(`${server.origin}/#/quality`);
  await page.reload();
  await page.getByRole('link', { name: 'Anomalies' }).click();
  await page.getByLabel('How readily').selectOption('high');
  await page.getByLabel('How to look').selectOption('percentile');
  await page.getByLabel('Columns').selectOption('quantity');
  const rows = page.locator('.anomaly-table tbody tr');
  const told = page.getByRole('status').filter({ hasText: 'labelled' });
  await expect(rows.first()).toContainText('quantity');
  const found = Number((await told.innerText()).match(/^[\d,]+/)?.[0].replaceAll(',', ''));
  expect(found).toBeGreaterThan(2);
  expect(await rows.count()).toBe(Math.min(found, 200));
  // The panel speaks of what is looked at; the arrow leads to the next one.
  const panel = page.getByLabel('The anomaly', { exact: true });
  const recordOf = async (at: number) => (await rows.nth(at).locator('td').first().innerText()).trim();
  await rows.first().getByRole('button', { name: 'quantity', exact: true }).click();
  await expect(panel.getByRole('link', { name: `Record ${await recordOf(0)}` })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(panel.getByRole('link', { name: `Record ${await recordOf(1)}` })).toBeVisible();
  await page.keyboard.press('e');
  await expect(rows.nth(1)).toContainText('✓ expected');
  await expect(told).toContainText('1 labelled');
  await page.keyboard.press('d');
  await expect(rows.nth(1)).toContainText('▲ data error');
  const record = await recordOf(1);
  // Labels outlast a reload, and so does how one looks.
  await page.reload();
  await expect(page.getByLabel('How to look')).toHaveValue('percentile');
  await expect(rows.filter({ hasText: '▲ data error' }).locator('td').first()).toHaveText(record);
  await rows
    .filter({ hasText: '▲ data error' })
    .getByRole('button', { name: /remove label/ })
    .click();
  await expect(told).toContainText('0 labelled');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(told).toContainText('1 labelled');
  await page.getByRole('button', { name: /^Export \d/ }).click();
  await page.getByRole('button', { name: 'Write the file' }).click();
  await expect(page.getByText('sales-anomalies.csv')).toBeVisible();
  const written = readFileSync(join(folder, 'sales-anomalies.csv'), 'utf8').trim().split('\n');
  expect(written.length).toBe(1 + found);
  expect(written.filter((line) => line.includes('data error')).length).toBe(1);
  // The record opens among the raw rows.
  await panel.getByRole('link', { name: /^Record/ }).click();
  await expect(page.locator('.toolbar')).toContainText('1 of');
  expect(complaints).toEqual([]);
});
