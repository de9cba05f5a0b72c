import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { runThrough, test } from './workbench.ts';

test('a run whose model fails is done without it, and says what is missing', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  const path = join(folder, 'orders.yaml');
  writeFileSync(join(folder, 'orders.csv'), 'no,region\n1,7\n');
  writeFileSync(
    path,
    `winnow: 1
name: orders
datasets:
  orders:
    source: { path: orders.csv }
    columns: { no: { type: text }, region: { type: text } }
models:
  - { name: regions, sql: "select region from clean_orders", columns: { region: { type: integer } } }
  - { name: totals, sql: "select count(*) as orders from clean_orders" }
`,
  );
  await runThrough(server, { pipeline: path });
  await page.reload();
  appendFileSync(join(folder, 'orders.csv'), '2,North\n');
  await page.getByRole('button', { name: 'Run again' }).click();
  await expect(page.getByRole('alert')).toContainText('the model regions cannot be built');
  await page.getByRole('button', { name: 'Run without it' }).click();
  const notice = page.getByRole('region', { name: 'Parts of the run that failed' });
  await expect(notice).toContainText('This run finished without: model regions.');
  await page.goto(`${server.origin}/#/models/regions`);
  await expect(page.getByRole('alert')).toContainText('Not built in this run: the model regions cannot be built');
  await page
    .getByRole('navigation', { name: 'Models' })
    .getByRole('link', { name: /^totals/ })
    .click();
  await expect(page.getByRole('gridcell', { name: '2', exact: true })).toBeVisible();
  await notice.getByRole('link', { name: 'See why' }).click();
  await expect(page.getByRole('region', { name: 'What failed' })).toContainText('Model regions');
  expect(complaints).toEqual([]);
});
