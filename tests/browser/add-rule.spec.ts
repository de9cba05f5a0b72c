import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { runThrough, test } from './workbench.ts';

test('a rule is stated in a dialog, counted while one writes, run, and removed', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  await runThrough(server, { pipeline: join(folder, 'pipeline.yaml') });
  await page.goto(`${server.origin}/#/data/sales/clean`);
  await page.reload();
  // From the menu of a column, which the dialog then knows.
  await page.locator('.ag-header-cell[col-id="quantity"]').hover();
  await page.getByRole('button', { name: 'More for quantity' }).click();
  await page.getByRole('menuitem', { name: 'Add a rule …' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('combobox', { name: 'Column', exact: true })).toHaveValue('quantity');
  await dialog
    .getByRole('combobox', { name: 'Rule', exact: true })
    .selectOption({ label: 'a number or date lies between two limits' });
  await dialog.getByLabel('At least (optional)').fill('10');
  await expect(dialog.getByRole('status')).toHaveText(/^[\d,]+ records of the current run would fail\.$/);
  const all = Number((await dialog.getByRole('status').innerText()).replace(/\D/g, ''));
  // A condition leaves fewer, and one that cannot be read says so.
  await dialog.getByLabel(/Only when/).fill("region = 'North");
  await expect(dialog.getByRole('status')).toContainText('▲');
  await dialog.getByLabel(/Only when/).fill("region = 'North'");
  await expect(dialog.getByRole('status')).toHaveText(/^[\d,]+ records/);
  const north = Number((await dialog.getByRole('status').innerText()).replace(/\D/g, ''));
  expect(north).toBeGreaterThan(0);
  expect(north).toBeLessThan(all);
  await dialog.getByRole('combobox', { name: 'When a record fails' }).selectOption('warning');
  await dialog.getByRole('button', { name: /^Add rule/ }).click();

  await expect(page.getByRole('heading', { name: 'Rules' })).toBeVisible();
  await expect(page.getByText('changed, not run yet')).toBeVisible();
  await page.getByRole('button', { name: 'Run with the changes' }).click();
  await expect(page.getByText('changed, not run yet')).toHaveCount(0, { timeout: 60_000 });
  const row = page.getByRole('row', { name: /quantity_range/ });
  await expect(row.getByRole('link')).toHaveText(north.toLocaleString('en'));
  const { yaml } = (await (
    await fetch(`${server.origin}/api/pipeline`, { headers: { authorization: `Bearer ${server.token}` } })
  ).json()) as { yaml: string };
  expect(yaml).toContain(
    `      - { id: quantity_range, rule: range, column: quantity, min: 10, when: region = 'North', severity: warning }\n`,
  );
  await page.getByRole('button', { name: 'Remove quantity_range' }).click();
  await expect(row).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo the changes' }).click();
  await expect(row).toHaveCount(1);
  expect(complaints).toEqual([]);
});

test('rules that the data suggest are added, looked at and dismissed for good', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  const lines = Array.from({ length: 300 }, (_, index) => `K-${100 + index},${index % 5},${index === 7 ? -1 : (index % 5) * 3}`);
  writeFileSync(join(folder, 'shop.csv'), `code,quantity,total\n${lines.join('\n')}\n`);
  writeFileSync(
    join(folder, 'shop.yaml'),
    `winnow: 1
name: shop
datasets:
  shop:
    source: { path: shop.csv }
    columns: { code: { type: text }, quantity: { type: integer }, total: { type: integer } }
`,
  );
  await runThrough(server, { pipeline: join(folder, 'shop.yaml') });
  await page.goto(`${server.origin}/#/rules`);
  await page.reload();
  await page.getByRole('button', { name: 'Suggest rules …' }).click();
  const dialog = page.getByRole('dialog', { name: 'Suggested rules' });
  const first = dialog.getByRole('listitem').first();
  await expect(first).toContainText(/holds for|breaks it/);
  const dismissed = (await first.locator('b').innerText()).trim();
  await first.getByRole('button', { name: 'Dismiss' }).click();
  await expect(dialog.getByText(dismissed, { exact: true })).toHaveCount(0);
  const broken = dialog
    .getByRole('listitem')
    .filter({ has: page.getByRole('link', { name: /rows? breaks? it/ }) })
    .first();
  const sentence = (await broken.locator('b').innerText()).trim();
  const told = (await broken.getByRole('link').innerText()).replace(/\D/g, '');
  await broken.getByRole('link').click();
  await expect(page.locator('.toolbar')).toContainText(`${Number(told).toLocaleString('en')} of`);
  await page.goBack();
  await page.getByRole('button', { name: 'Suggest rules …' }).click();
  await expect(dialog.getByText(dismissed, { exact: true })).toHaveCount(0);
  await expect(dialog.getByRole('button', { name: 'Show 1 dismissed' })).toBeVisible();
  await dialog
    .getByRole('listitem')
    .filter({ has: page.getByText(sentence, { exact: true }) })
    .getByRole('button', { name: 'Add', exact: true })
    .click();
  await expect(dialog.getByText(sentence, { exact: true })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(page.getByText('changed, not run yet')).toBeVisible();
  await page.getByRole('button', { name: 'Run with the changes' }).click();
  await expect(page.getByText('changed, not run yet')).toHaveCount(0, { timeout: 60_000 });
  expect(complaints).toEqual([]);
});
