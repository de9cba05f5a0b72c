import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { winnow } from '../winnow.ts';
import { runThrough, test } from './workbench.ts';

test('a long export tells how far it is while one goes on, is stopped without a trace, and is listed when it is done', async ({
  page,
  workbench: { folder, server, complaints },
}) => {
  const made = await winnow(['generate', 'sales', '--rows', '150000', '--seed', '5', '--out', 'many'], folder);
  expect(made.code, made.stderr).toBe(0);
  await runThrough(server, { pipeline: join(folder, 'pipeline.yaml'), inputs: { sales: join(folder, 'many/sales.csv') } });
  await page.goto(`${server.origin}/#/data/sales/clean`);
  await page.reload();
  await expect(page.locator('.ag-row[row-index="0"]')).toBeVisible();
  await page.getByRole('banner').getByRole('button', { name: 'Export' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export' });
  const path = join(folder, 'out/all.xlsx');
  await dialog.getByLabel('Format').selectOption('xlsx');
  await dialog.getByRole('textbox', { name: 'File' }).fill(path);
  await dialog.getByRole('button', { name: 'Write the file' }).click();
  // The window is free again while the file is written.
  await expect(dialog).toHaveCount(0);
  const notice = page.getByLabel('Export under way');
  await expect(notice).toContainText('rows/s');
  await expect(notice).toContainText('left');
  await page.getByRole('link', { name: 'Runs' }).click();
  await notice.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByText('Stopped. The unfinished file was removed.')).toBeVisible();
  await expect(notice).toHaveCount(0);
  // The page need not wait for that.
  await expect.poll(() => readdirSync(join(folder, 'out'))).toEqual([]);

  const small = join(folder, 'out/exceptions.csv');
  await page.getByRole('banner').getByRole('button', { name: 'Export' }).click();
  await dialog.getByLabel('What').selectOption('exceptions');
  await dialog.getByRole('textbox', { name: 'File' }).fill(small);
  await dialog.getByRole('button', { name: 'Write the file' }).click();
  await expect(page.getByText('Its manifest is next to it.')).toBeVisible();
  expect(existsSync(`${small}.manifest.json`)).toBe(true);
  // A second time it is asked first.
  await page.getByRole('banner').getByRole('button', { name: 'Export' }).click();
  await dialog.getByRole('textbox', { name: 'File' }).fill(small);
  await dialog.getByRole('button', { name: 'Write the file' }).click();
  await expect(dialog.getByRole('alert')).toContainText('exists already');
  await expect(dialog.getByRole('button', { name: 'Overwrite it' })).toBeVisible();
  await page.keyboard.press('Escape');
  expect(complaints).toEqual([]);
});
