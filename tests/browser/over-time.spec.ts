import { join } from 'node:path';
import { expect } from '@playwright/test';
import { runThrough, test } from './workbench.ts';

test('a figure is followed by month and day, and what moved it opens its records', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  await runThrough(server, { pipeline: join(folder, 'pipeline.yaml') });
  await page.goto(`${server.origin}/#/quality`);
  await page.reload();
  await page.getByRole('link', { name: 'Over time' }).click();
  await page.getByLabel('Figure').selectOption({ label: 'sum of quantity' });
  const months = page.getByLabel('sum of quantity by month');
  await months.getByRole('button', { name: 'As table' }).click();
  const last = months.getByRole('row').last();
  await last.getByRole('button').click();
  const why = page.getByLabel('Why it moved');
  await expect(why).toContainText(/quantity (rose|fell|stayed)/);
  // As many records as the door says.
  const door = why.getByRole('link', { name: /record/ }).first();
  const told = Number((await door.innerText()).replace(/\D/g, ''));
  await door.click();
  await expect(page.locator('.toolbar')).toContainText(`${told.toLocaleString('en')} of`);
  await page.goBack();
  await expect(page.getByLabel('Figure')).toHaveValue(JSON.stringify({ of: 'sum', column: 'quantity' }));
  await page.getByLabel('How readily').selectOption('high');
  const days = page.getByLabel('Unusual days').getByRole('listitem');
  await days
    .first()
    .getByRole('button', { name: /: expected$/ })
    .click();
  await expect(days.first().getByRole('button', { name: /remove label/ })).toBeVisible();
  await days.first().getByRole('link', { name: 'Open the day' }).click();
  await expect(page.locator('.toolbar')).toContainText(' of ');
  expect(complaints).toEqual([]);
});
