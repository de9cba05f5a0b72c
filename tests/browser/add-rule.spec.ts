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
  await page.getByRole('button', { name: 'Run with these rules' }).click();
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
