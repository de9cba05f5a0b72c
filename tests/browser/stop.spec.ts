import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { test } from './workbench.ts';

/** Counts for some seconds without reading a row, so that nothing can ask whether it may go on. */
const long = 'with recursive t(n) as (select 1 union all select n + 1 from t where n < 40000000) select count(*) as n from t';

test('Stop says why it has to wait for SQL that nothing can interrupt, and stops behind it', async ({ page, workbench }) => {
  const { folder, server } = workbench;
  writeFileSync(join(folder, 'orders.csv'), 'no,region\n1,North\n');
  const path = join(folder, 'orders.yaml');
  writeFileSync(
    path,
    `winnow: 1
name: orders
datasets:
  orders:
    source: { path: orders.csv }
    columns: { no: { type: text }, region: { type: text } }
models: [{ name: long, sql: "${long}" }]
`,
  );
  const headers = { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ pipeline: path });
  expect((await fetch(`${server.origin}/api/runs`, { method: 'POST', headers, body })).ok).toBe(true);
  await page.reload();
  const run = page.getByRole('region', { name: 'Run under way' });
  await expect(run).toContainText('Building models');
  await run.getByRole('button', { name: 'Stop' }).click();
  await expect(run.getByRole('status')).toContainText('cannot be interrupted');
  await expect(page.getByText('Stopped. You can resume the run')).toBeVisible({ timeout: 150_000 });
  await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible();
});
