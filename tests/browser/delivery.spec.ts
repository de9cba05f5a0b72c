import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import { runThrough, test } from './workbench.ts';

test('the next delivery runs with the same rules, a renamed column recognised by what it holds', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  await runThrough(server, { pipeline: join(folder, 'pipeline.yaml') });
  const next = join(folder, 'august.csv');
  writeFileSync(next, readFileSync(join(folder, 'sales.csv'), 'utf8').replace('quantity', 'pieces'));
  await page.goto(`${server.origin}/#/open/${encodeURIComponent(next)}`);
  await page.reload();
  const card = page.getByLabel('The next delivery');
  await expect(card).toContainText('quantity is missing');
  await expect(card.getByRole('combobox')).toHaveValue('pieces');
  const axe = await new AxeBuilder({ page }).analyze();
  expect(axe.violations.map(({ id }) => id)).toEqual([]);
  await card.getByRole('button', { name: 'Run it with these rules' }).click();
  await expect(page.getByLabel('Account').getByText('Balanced')).toBeVisible({ timeout: 60_000 });
  await page.getByRole('link', { name: 'Runs' }).click();
  await expect(page.getByText('v2').first()).toBeVisible();
  await page.getByRole('link', { name: 'Profile' }).click();
  await expect(page.getByRole('article', { name: 'pieces', exact: true })).toContainText('median');
  expect(complaints).toEqual([]);
});
