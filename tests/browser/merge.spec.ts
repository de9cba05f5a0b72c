import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { runThrough, test } from './workbench.ts';

test('duplicates become one record with the right cells of each, and one undo brings them back', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  writeFileSync(
    join(folder, 'p.csv'),
    'mail,name,phone\nann@x.org,Anne,4711\nann@x.org,Ann,\nbob@x.org,,555\nbob@x.org,Bob,\ncy@x.org,Cy,1\n',
  );
  const yaml =
    'winnow: 1\nname: p\ndatasets:\n  p:\n    source: { path: p.csv }\n    key: [mail]\n    columns: { mail: { type: text, unique: true }, name: { type: text }, phone: { type: text } }\n';
  writeFileSync(join(folder, 'p.yaml'), yaml);
  await runThrough(server, { pipeline: join(folder, 'p.yaml') });
  const problems = encodeURIComponent(JSON.stringify({ view: 'problems' }));
  await page.goto(`${server.origin}/#/data/p/exceptions/${problems}`);
  await page.reload();
  await page.getByText('mail is used more than once').click();
  await page.getByRole('button', { name: 'Side by side …' }).first().click();
  const dialog = page.getByRole('dialog');
  // What only one of them says is kept unless somebody wants it otherwise.
  await expect(dialog).toContainText('Record 2 is kept, with phone from record 1.');
  await dialog.getByRole('radio', { name: 'phone from record 2: empty' }).check();
  await expect(dialog).toContainText('Record 2 is kept as it is.');
  await dialog.getByRole('radio', { name: 'phone from record 1: 4711' }).check();
  await dialog.getByRole('button', { name: 'Merge …' }).click();
  await expect(dialog).toContainText('kept, with phone "4711" from record 1, by hand');
  await dialog.getByRole('button', { name: 'Apply to 2 records' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('link', { name: 'Clean 2' })).toBeVisible();

  // The other group: the fullest of each, its gaps filled.
  await page.getByRole('button', { name: 'Merge …' }).click();
  await dialog.getByLabel('Record to keep in each group').selectOption('the one with the most values');
  await expect(dialog.getByRole('checkbox', { name: 'Fill its empty cells from the others' })).toBeChecked();
  await expect(dialog).toContainText('kept, with phone "555" from record 3, where it was empty');
  await dialog.getByRole('button', { name: 'Apply to 2 records' }).click();
  await expect(page.getByRole('link', { name: 'Clean 3' })).toBeVisible();
  await page.goto(`${server.origin}/#/data/p/clean`);
  await expect(page.getByRole('gridcell', { name: '4711' })).toBeVisible();
  await expect(page.getByRole('gridcell', { name: '555' })).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('link', { name: 'Clean 2' })).toBeVisible();
  expect(complaints).toEqual([]);
});
