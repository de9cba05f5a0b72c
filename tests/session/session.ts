import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { winnow } from '../winnow.ts';
import { defects } from './session-data.ts';

/** Reviews a month of orders as a person would, from the problems to the signature, and opens the next month. */
export async function reviewMonth(page: Page, folder: string): Promise<void> {
  const account = page.getByLabel('Account');
  const problems = page.getByLabel('Problems');
  // What is said about a cell while the pointer rests on it is no dialog that asks.
  const dialog = page.locator('[role="dialog"][aria-modal="true"]');
  const row = (name: string) => problems.locator('.problem-row', { hasText: name });
  const toProblems = async (): Promise<void> => {
    await page.getByRole('button', { name: 'By problem' }).click();
    await expect(problems).toBeVisible();
  };
  const applyAll = async (button: RegExp): Promise<void> => {
    await dialog.getByRole('button', { name: button }).click();
    await expect(dialog).toHaveCount(0, { timeout: 30_000 });
  };

  // Every record is in one place.
  await page.evaluate(() => location.assign('#/data/orders/exceptions'));
  await expect(account).toContainText('50,000 records read');
  await expect(account).toContainText('46,912 clean');
  await expect(account).toContainText('3,085 exceptions');
  await expect(account).toContainText('3 broken lines');
  await toProblems();
  for (const [name, count] of [
    ['order_date is missing', defects.missing],
    ['region is not a known value', defects.regions],
    ['revenue does not add up', defects.formulas],
    ['order_id is used more than once', defects.duplicates],
    ['user_id has no match', defects.orphans],
  ] as const)
    await expect(row(name)).toContainText(count.toLocaleString('en'));

  // One spelling for all that have it, remembered; then whatever else is suggested.
  await row('region is not').locator('.problem-name').click();
  const nort = problems.locator('.value-row', { hasText: '"nort"' });
  await expect(nort.getByRole('textbox')).toHaveValue('North');
  await nort.getByRole('button', { name: 'Fix 300 …' }).click();
  await expect(dialog).toContainText('Changes 300 of 300 records');
  await dialog.getByLabel(/Remember it as a mapping/).check();
  await applyAll(/Apply to 300 records/);
  await expect(account).toContainText('2,785 exceptions');
  await row('region is not')
    .getByRole('button', { name: /^Accept suggestions/ })
    .click();
  await expect(dialog).toContainText('904 become clean');
  await applyAll(/Apply to 904 records/);
  await expect(account).toContainText('1,881 exceptions');

  // Formulas: ninety alike with one key, then one by one.
  await row('revenue does not add up').getByTitle('Show these records').click();
  const cell = (index: number) => page.locator(`.ag-row[row-index="${index}"] .ag-cell[col-id="revenue"]`);
  await cell(0).click();
  await page.keyboard.press('Shift+A');
  await expect(dialog).toContainText('Changes 90 of 90 records');
  await applyAll(/Apply to 90 records/);
  await expect(page.locator('.toolbar')).toContainText('6 of');
  await cell(0).click();
  await expect(page.getByLabel('Suggestions')).toContainText('30.00');
  await page.keyboard.press('1');
  await expect(cell(0)).toHaveClass(/cell-settled/);
  await expect(account).toContainText('1,790 exceptions');
  await page.keyboard.press('j');
  await expect(page.locator('.toolbar')).toContainText('5 of');
  await expect(page.getByLabel('Suggestions')).toContainText('30.00');
  await page.keyboard.press('w');
  await dialog.getByLabel('Why may it pass as it is?').fill('agreed rebate');
  await dialog.getByLabel('Until (optional)').fill('2999-01-01');
  await dialog.getByRole('button', { name: 'Waive it' }).click();
  await expect(account).toContainText('1 waived');
  await toProblems();
  await row('revenue does not add up').locator('.problem-name').click();
  for (let left = 4; left > 0; left--) {
    const waive = problems.locator('.value-row').first().getByRole('button', { name: 'Waive …' });
    await waive.click();
    await dialog.getByLabel('Why?').fill('agreed rebate');
    await applyAll(/Apply to 1 record/);
    await expect(account).toContainText(`${6 - left} waived`);
  }
  await page.getByRole('button', { name: 'Show all rows' }).first().click();

  // Duplicates: side by side, then the rest.
  await toProblems();
  await row('order_id is used').locator('.problem-name').click();
  await problems.getByRole('button', { name: 'Side by side …' }).first().click();
  await expect(dialog).toContainText('They differ in');
  await dialog.getByRole('button', { name: 'Merge …' }).click();
  await applyAll(/Apply to [12] records?/);
  await row('order_id is used').getByRole('button', { name: 'Merge …' }).click();
  await applyAll(/Apply to \d+ records/);
  await expect(account).toContainText('21 merged');

  // Users that are missing: one is added with all that refer to it, the others are mapped.
  await row('user_id has no match').locator('.problem-name').click();
  await problems
    .locator('.value-row', { hasText: 'U9001' })
    .getByRole('button', { name: /Add it to users/ })
    .click();
  await expect(dialog).toContainText('5 records refer to it');
  await dialog.getByLabel('Why does it count?').fill('a new customer');
  await dialog.getByRole('button', { name: 'Add it' }).click();
  await expect(row('user_id has no match')).toContainText('7');
  for (const [user, count] of [
    ['U9002', 4],
    ['U9003', 3],
  ] as const) {
    const value = problems.locator('.value-row', { hasText: user });
    await value.getByRole('textbox').fill('U0001');
    await value.getByRole('button', { name: `Fix ${count} …` }).click();
    await applyAll(new RegExp(`Apply to ${count} records`));
  }

  // What is left cannot be known: it is rejected; any of it can be taken back.
  await expect(account).toContainText('1,732 exceptions');
  await page.getByRole('button', { name: 'Decisions' }).click();
  await expect(dialog).toContainText('added user_id "U9001" to users');
  await expect(dialog).toContainText('Learned mappings');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);

  // The signature, the clean file, and what changed.
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('Search or run a command').fill('sign off');
  await page.getByText('Sign off the decisions of this run').click();
  await expect(page.getByLabel('Commands')).toHaveCount(0);
  await expect(dialog).toContainText('waived: agreed rebate');
  await dialog.getByRole('button', { name: 'Sign off', exact: true }).click();
  await expect(page.getByText(/Signed off by/)).toBeVisible();
  const exported = async (what: string, name: string): Promise<void> => {
    await page.keyboard.press('Control+e');
    await dialog.getByLabel('Of').selectOption('orders');
    await dialog.getByLabel('What').selectOption(what);
    await dialog.getByRole('textbox', { name: 'File' }).fill(join(folder, name));
    await dialog.getByRole('button', { name: 'Write the file' }).click();
    await expect(dialog).toHaveCount(0, { timeout: 30_000 });
    await expect.poll(() => existsSync(join(folder, `${name}.manifest.json`))).toBe(true);
  };
  await exported('clean', 'clean.csv');
  await exported('pack', 'pack.ndjson');
  const applied = await winnow(['apply-changes', 'pack.ndjson', 'orders.csv', '--out', 'again.csv'], folder);
  expect(applied.stderr + applied.stdout).toContain('again.csv');
  expect(readFileSync(join(folder, 'again.csv')).equals(readFileSync(join(folder, 'clean.csv')))).toBe(true);

  // The next month knows the mappings and the waivers.
  copyFileSync(join(folder, 'next.csv'), join(folder, 'orders.csv'));
  await page.getByRole('button', { name: 'Run again' }).click();
  await expect(account).toContainText('506 records read', { timeout: 60_000 });
  await expect(account).toContainText('5 waived');
  await expect(page.getByRole('link', { name: /Auto-fixed/ })).toContainText('8');
  const facets = page.getByLabel('Narrow the exceptions');
  await expect(facets.locator('label', { hasText: 'New' })).toContainText('212');
  await expect(facets.locator('label', { hasText: 'Regressed' })).toContainText('0');
}
