import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { runThrough, test } from './workbench.ts';

test('the same person written in two ways is found by name and phone, and merged', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  writeFileSync(
    join(folder, 'crm.csv'),
    'no,name,phone\n1,"Núñez, Ana",+34 911-222\n2,Ana Nunez,34911222\n3,Bo Li,555 1\n4,Bo Li,555 2\n5,ana nuñez,\n',
  );
  writeFileSync(
    join(folder, 'crm.yaml'),
    'winnow: 1\nname: crm\ndatasets:\n  crm:\n    source: { path: crm.csv }\n    key: [no]\n    columns: { no: { type: integer }, name: { type: text }, phone: { type: text } }\n',
  );
  await runThrough(server, { pipeline: join(folder, 'crm.yaml') });
  await page.goto(`${server.origin}/#/rules`);
  await page.reload();
  await page.getByRole('button', { name: 'Find near-duplicates …' }).click();
  const dialog = page.getByRole('dialog', { name: 'Find near-duplicates' });
  await expect(dialog.getByLabel('How to compare name')).toHaveValue('words');
  await expect(dialog.getByLabel('How to compare phone')).toHaveValue('digits');
  await dialog.getByRole('button', { name: 'Add the rule' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('changed, not run yet')).toBeVisible();
  await page.getByRole('button', { name: 'Run with the changes' }).click();
  await expect(page.getByRole('link', { name: 'Exceptions 2' })).toBeVisible();
  await page.goto(`${server.origin}/#/data/crm/exceptions/${encodeURIComponent(JSON.stringify({ view: 'problems' }))}`);
  await page.getByRole('button', { name: 'Merge …' }).click();
  const merge = page.getByRole('dialog');
  await merge.getByRole('button', { name: 'Apply to 1 record' }).click();
  await expect(page.getByRole('link', { name: 'Clean 4' })).toBeVisible();
  expect(complaints).toEqual([]);
});
