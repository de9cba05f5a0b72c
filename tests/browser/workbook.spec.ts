import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { makeWorkbook } from '../sources/make-workbook.ts';
import { test } from './workbench.ts';

const inline = (text: string): string => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
const number = (value: number): string => `<c><v>${value}</v></c>`;

test('a sheet of a workbook is chosen, run, and followed to its row', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  const path = join(folder, 'stock.xlsx');
  const rows = Array.from(
    { length: 400 },
    (_, index) => `<row>${inline(`P${index}`)}${index % 40 === 7 ? inline('many') : number(index)}${inline('North')}</row>`,
  );
  const sheets = [
    { name: 'Read me', data: `<row>${inline('about')}</row><row>${inline('These are counts.')}</row>` },
    {
      name: 'Counts',
      data: `<row>${inline('Stock, March')}</row><row>${['Product', 'Count', 'Place'].map(inline).join('')}</row>${rows.join('')}`,
    },
  ];
  writeFileSync(path, makeWorkbook(sheets));
  await page.goto('about:blank');
  await page.goto(`${server.origin}/#/open/${encodeURIComponent(path)}`);
  const sheet = page.getByLabel('Sheet');
  await expect(sheet).toHaveValue('Read me');
  await expect(page.getByLabel('Encoding')).toHaveCount(0);
  await sheet.selectOption('Counts');
  await expect(page.getByText('Product').first()).toBeVisible();
  await expect(page.getByLabel('Header')).toHaveValue('true');
  await expect(page.getByLabel('Header').locator('option:checked')).toHaveText('row 2');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const account = page.getByLabel('Account');
  await expect(account).toContainText('400 records read', { timeout: 60_000 });
  await expect(account).toContainText('10 exceptions');
  // The eighth product stands in the tenth row of the sheet.
  await page.locator('.ag-row[row-index="0"] .ag-cell').nth(1).click();
  await expect(page.getByText(/line 10\b/).first()).toBeVisible();
  expect(complaints).toEqual([]);
});
