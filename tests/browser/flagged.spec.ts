import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { runThrough, test } from './workbench.ts';

const definition = `winnow: 1
name: orders
datasets:
  orders:
    source: { path: orders.csv }
    columns: { code: { type: text }, price: { type: integer } }
    rules: [{ id: dear, rule: range, column: price, max: 100, severity: warning }]
`;

test('what is only warned of is a tab of the review: corrected there, kept out with a reason, and proved by the audit', async ({
  page,
  workbench: { folder, server, complaints },
}) => {
  writeFileSync(join(folder, 'orders.csv'), 'code,price\na,5\nb,900\nc\u00a0,7\nd,950\n');
  writeFileSync(join(folder, 'orders.yaml'), definition);
  await runThrough(server, { pipeline: join(folder, 'orders.yaml') });
  await page.goto(`${server.origin}/#/data/orders/exceptions`);
  await page.reload();
  const tabs = page.getByRole('navigation', { name: 'Exceptions by state' });
  await tabs.getByRole('link', { name: 'Flagged 2' }).click();
  await expect(tabs.getByRole('link', { name: 'Flagged 2' })).toHaveAttribute('aria-current', 'page');
  await page.locator('.ag-row[row-index="0"] .ag-cell').nth(1).click();
  const panel = page.getByLabel('Record', { exact: true });
  await expect(panel).toContainText('It only warns');
  // Its neighbour holds a space that is none; the bytes say which.
  await expect(panel.getByTitle('no-break space, U+00A0')).toBeVisible();
  await panel.getByRole('button', { name: 'Bytes' }).click();
  await expect(panel.getByLabel('The line and its neighbours')).toContainText('63 c2 a0 2c 37 0a');
  await panel.getByLabel('price').fill('90');
  await panel.getByRole('button', { name: 'Accept the correction' }).click();
  await expect(tabs.getByRole('link', { name: 'Flagged 1' })).toBeVisible();
  await expect(tabs.getByRole('link', { name: 'Fixed 1' })).toBeVisible();
  // It keeps its place until the person moves on.
  await expect(page.locator('.ag-row[row-id="2"] .cell-settled').first()).toBeVisible();
  await page.locator('.ag-row[row-id="4"] .ag-cell').nth(1).click();
  await expect(page.locator('.ag-row[row-id="2"]')).toHaveCount(0);
  await panel.getByRole('button', { name: 'Reject …' }).click();
  await page.getByLabel('Why is it kept out?').fill('a test order');
  await page.getByRole('button', { name: 'Reject it' }).click();
  await expect(tabs.getByRole('link', { name: 'Rejected 1' })).toBeVisible();
  await expect(tabs.getByRole('link', { name: 'Flagged 0' })).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(tabs.getByRole('link', { name: 'Flagged 1' })).toBeVisible();

  await page.getByRole('link', { name: 'Audit' }).click();
  await page.getByLabel('Only lines with this text').fill('price "900" → "90"');
  await expect(page.getByText('1 line', { exact: true })).toBeVisible();
  await expect(page.locator('.timeline tbody tr')).toHaveCount(1);
  await page.locator('.timeline tbody a').click();
  await expect(page.getByRole('heading', { name: 'Stages' })).toBeVisible();
  await expect(page.getByLabel('Lines of the log')).toContainText('orders balances');
  expect(complaints).toEqual([]);
});
