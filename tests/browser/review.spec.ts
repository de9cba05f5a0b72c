import { copyFileSync, cpSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { runThrough, test } from './workbench.ts';

test('an exception is mended in the grid and in the panel, waived, taken back, and found among the clean rows', async ({
  page,
  workbench,
}) => {
  const { folder, server, complaints } = workbench;
  await runThrough(server, { pipeline: join(folder, 'pipeline.yaml') });
  const breaks = encodeURIComponent(JSON.stringify({ breaks: { rules: ['order_date_type'] } }));
  await page.goto(`${server.origin}/#/data/sales/exceptions/${breaks}`);
  await page.reload();
  const account = page.getByLabel('Account');
  const waiting = async (): Promise<number> =>
    Number((/([\d,]+) exceptions/.exec(await account.innerText())?.[1] ?? '').replaceAll(',', ''));
  await expect(page.locator('.ag-row').first()).toBeVisible();
  const before = await waiting();

  // In the grid: every letter is checked, Enter moves the record to clean.
  const cell = page.locator('.ag-row[row-index="0"] .ag-cell[col-id="order_date"]');
  const record = await page.locator('.ag-row[row-index="0"]').getAttribute('row-id');
  await cell.click();
  await page.keyboard.press('Enter');
  const editor = page.getByLabel(`order_date of record ${record}`);
  await editor.fill('2024-02-3');
  await expect(page.locator('.cell-verdict')).toContainText('not a date');
  await editor.fill('2024-02-28');
  await expect(page.locator('.cell-verdict')).toContainText('passes');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Record is clean. 659 to go.').first()).toBeVisible();
  await expect.poll(waiting).toBe(before - 1);
  // It keeps its place until the person moves on.
  await expect(page.locator(`.ag-row[row-id="${record}"] .cell-settled`).first()).toBeVisible();
  await page.locator('.ag-row[row-index="1"] .ag-cell[col-id="order_date"]').click();
  await expect(page.locator(`.ag-row[row-id="${record}"]`)).toHaveCount(0);

  // In the panel: to accept is impossible while a rule is broken.
  await page.locator('.ag-row[row-index="0"] .ag-cell[col-id="order_date"]').click();
  const panel = page.getByLabel('Record', { exact: true });
  const second = await page.locator('.ag-row[row-index="0"]').getAttribute('row-id');
  await panel.getByLabel('order_date').fill('31/31/2024');
  await expect(panel.getByRole('button', { name: 'Accept as clean' })).toBeDisabled();
  await expect(panel.getByText('edited, still wrong')).toBeVisible();
  await panel.getByLabel('order_date').fill('2024-01-31');
  await expect(panel.getByText('edited, passes')).toBeVisible();
  await panel.getByRole('button', { name: 'Accept as clean' }).click();
  await expect.poll(waiting).toBe(before - 2);

  // Waived with a reason, and taken back with a key.
  await page.locator('.ag-row[row-index="1"] .ag-cell[col-id="order_date"]').click();
  await panel.getByRole('button', { name: /Waive …/ }).click();
  await page.getByLabel('Why may it pass as it is?').fill('the shop has no calendar');
  await page.getByRole('button', { name: 'Waive it' }).click();
  await expect(account).toContainText('1 waived');
  await page.locator('.ag-row .ag-cell').first().click();
  await page.keyboard.press('Control+z');
  await expect(account).not.toContainText('waived');
  await expect.poll(waiting).toBe(before - 2);

  // The tabs count them, and the clean rows hold them.
  await page.getByRole('link', { name: /^Fixed/ }).click();
  await expect(page.locator('.toolbar')).toContainText('2 of');
  const search = encodeURIComponent(
    JSON.stringify({ filter: [{ column: 'order_date', operator: 'equals', value: '2024-02-28', values: [] }] }),
  );
  await page.goto(`${server.origin}/#/data/sales/clean/${search}`);
  await expect(page.locator(`.ag-row[row-id="${record}"]`)).toBeVisible();
  expect(second).not.toBe(record);

  // The figures are behind until they are rebuilt.
  await page.goto(`${server.origin}/#/dashboard`);
  const orders = page.getByLabel('Orders', { exact: true });
  await expect(orders).toContainText('3,340');
  await page.getByRole('button', { name: 'Rebuild them' }).click();
  await expect(orders).toContainText('3,342');
  await expect(page.getByRole('button', { name: 'Rebuild them' })).toHaveCount(0);
  expect(complaints).toEqual([]);
});

test('a backup is made and restored by two clicks', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  await runThrough(server, { pipeline: join(folder, 'pipeline.yaml') });
  await page.goto(`${server.origin}/#/runs`);
  await page.reload();
  await page.getByRole('button', { name: 'Back up now' }).dblclick();
  await expect(page.getByText(/^Backed up/)).toBeVisible();
  await expect(page.getByLabel('Backups').getByRole('row').filter({ hasText: 'asked for' })).toHaveCount(1);
  await runThrough(server, { again: true });
  await page.reload();
  await expect(page.getByRole('link', { name: /^run \d/ })).toHaveCount(2);
  const card = page.getByLabel('Backups');
  await card.getByRole('row').filter({ hasText: 'asked for' }).getByRole('button', { name: 'Restore …' }).click();
  await card.getByRole('button', { name: 'Restore it' }).click();
  await expect(page.getByText(/^The workspace is as it was/)).toBeVisible();
  await expect(page.getByRole('link', { name: /^run \d/ })).toHaveCount(1);
  await page.getByRole('link', { name: /Clean/ }).first().click();
  await expect(page.locator('.ag-row').first()).toBeVisible();
  expect(complaints).toEqual([]);
});

test('a text is found cell by cell, and a cell has a menu by pointer and by key', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  await runThrough(server, { pipeline: join(folder, 'pipeline.yaml') });
  await page.goto(`${server.origin}/#/data/sales/clean`);
  await page.reload();
  await page.locator('.ag-row[row-index="0"] .ag-cell[col-id="region"]').click();
  await page.keyboard.press('Control+f');
  const find = page.getByLabel('Find in the cells');
  await expect(find).toBeFocused();
  await page.keyboard.type('snacks');
  await page.keyboard.press('Enter');
  const bar = page.getByRole('search');
  await expect(bar).toContainText(/1 of [\d,]+ rows/);
  await page.keyboard.press('Enter');
  await expect(bar).toContainText(/^2 of/);
  await expect(find).toBeFocused();
  await expect(page.locator('.ag-cell-focus')).toHaveText(/snacks/i);
  await page.keyboard.press('Shift+Enter');
  await expect(bar).toContainText(/^1 of/);
  await page.keyboard.press('Shift+Enter');
  await expect(bar).toContainText(/^([\d,]+) of \1 rows/);
  await find.fill('nothing like this');
  await page.keyboard.press('Enter');
  await expect(bar).toContainText('no row holds it');
  await page.keyboard.press('Escape');
  await expect(bar).toHaveCount(0);

  const cell = page.locator('.ag-row .ag-cell[col-id="region"]').first();
  const region = await cell.innerText();
  await cell.click({ button: 'right' });
  await page.getByRole('menuitem', { name: `Only rows with region “${region}”` }).click();
  await expect(page.locator('.chips')).toContainText(region);
  await cell.click();
  await page.keyboard.press('Shift+F10');
  await expect(page.getByRole('menuitem', { name: /^Copy/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menuitem')).toHaveCount(0);

  await page.goto(`${server.origin}/#/data/sales/exceptions`);
  await page.locator('.ag-row[row-index="0"] .ag-cell.cell-wrong').first().click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Only records with this very problem' }).click();
  await expect(page.locator('.chip')).toHaveCount(1);
  await page.locator('.ag-row[row-index="0"] .ag-cell.cell-wrong').first().click({ button: 'right' });
  await page.getByRole('menuitem', { name: /Waive …/ }).click();
  await expect(page.getByLabel('Why may it pass as it is?')).toBeFocused();
  await page.keyboard.press('Escape');

  // Of many at once there is a way back too.
  await page.getByRole('button', { name: /Fix all like this/ }).click();
  await page.locator('[aria-modal="true"]').getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('Accept suggestions for all like this')).toHaveCount(0);
  expect(complaints).toEqual([]);
});

test('a damaged workspace is opened all the same, and its backup brought back by a click', async ({ page, workbench }) => {
  const { folder, server } = workbench;
  await runThrough(server, { pipeline: join(folder, 'pipeline.yaml') });
  await page.goto(`${server.origin}/#/runs`);
  await page.reload();
  await page.getByRole('button', { name: 'Back up now' }).click();
  await expect(page.getByText(/^Backed up/)).toBeVisible();
  const path = join(folder, 'damaged.winnow');
  copyFileSync(join(folder, 'march.winnow'), path);
  cpSync(join(folder, 'march.winnow-backups'), `${path}-backups`, { recursive: true });
  for (const name of readdirSync(`${path}-backups`))
    renameSync(join(`${path}-backups`, name), join(`${path}-backups`, name.replace('march', 'damaged')));
  const bytes = readFileSync(path);
  for (let at = 4096; at < bytes.length; at += 4096) bytes.fill(7, at, at + 2000);
  writeFileSync(path, bytes);
  await page.keyboard.press('Control+o');
  await page.getByRole('dialog').getByRole('textbox').first().fill(path);
  await page.keyboard.press('Enter');
  await expect(page.locator('.notice')).toContainText('damaged.winnow is damaged');
  await expect(page.locator('.notice')).not.toContainText('winnow backup');
  await page.getByRole('button', { name: 'Restore the newest backup' }).click();
  await expect(page.getByText('The newest backup is back')).toBeVisible();
  await page.getByRole('link', { name: /Clean/ }).first().click();
  await expect(page.locator('.ag-row').first()).toBeVisible();
});
