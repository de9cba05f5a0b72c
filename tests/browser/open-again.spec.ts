import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { test } from './workbench.ts';

const rows = (count: number, row: (index: number) => string): string =>
  `${Array.from({ length: count }, (_, index) => row(index)).join('\n')}\n`;

/** Opens a file from disk on the open page. */
async function open(page: Page, origin: string, path: string): Promise<void> {
  await page.goto('about:blank');
  await page.goto(`${origin}/#/open/${encodeURIComponent(path)}`);
}

test('a file that was worked on before brings its workspace: nothing replaces its rules unasked', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  const path = join(folder, 'orders.csv');
  writeFileSync(path, `code,quantity\n${rows(200, (index) => `c${index},${index % 20 === 3 ? 'ERROR' : index % 7}`)}`);
  await open(page, server.origin, path);
  await expect(page.getByLabel('The workspace of this file')).toHaveCount(0);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const ledger = page.getByLabel('Account');
  await expect(ledger).toContainText('10 exceptions', { timeout: 60_000 });

  await open(page, server.origin, path);
  const existing = page.getByLabel('The workspace of this file');
  await expect(existing).toContainText('1 run, rules v1');
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toHaveCount(0);
  await existing.getByRole('button', { name: 'Run with its rules' }).click();
  await expect(ledger).toContainText('10 exceptions', { timeout: 60_000 });
  await open(page, server.origin, path);
  await expect(existing).toContainText('2 runs, rules v1');

  // What looks like a placeholder is one click away from being empty, which is another version of the rules.
  await page.getByRole('button', { name: 'Treat ERROR (10) as empty' }).click();
  await expect(page.getByText('10 ERROR read as empty')).toBeVisible();
  await existing.getByRole('button', { name: 'Start over' }).click();
  await expect(page.getByRole('banner')).toContainText('v2', { timeout: 60_000 });

  // The version before is seen from its run, and restored from there.
  await page.getByRole('link', { name: 'Runs' }).click();
  await page.locator('tbody tr', { hasText: 'v1' }).first().getByRole('link').first().click();
  const card = page.locator('.card', { hasText: 'Rules v1' });
  await card.getByRole('button', { name: 'Show rules' }).click();
  await expect(card.locator('pre')).toContainText('quantity');
  await expect(card.getByRole('button', { name: 'Restore and run' })).toBeEnabled();
  expect(complaints).toEqual([]);
});

test('where nothing is quarantined but records are flagged, they are what is shown', async ({ page, workbench }) => {
  const { folder, server } = workbench;
  writeFileSync(join(folder, 'in.csv'), 'code,price\na,5\nb,900\n');
  const definition = `winnow: 1
name: in
datasets:
  prices:
    source: { path: ${JSON.stringify(join(folder, 'in.csv'))} }
    columns: { code: { type: text }, price: { type: integer } }
    rules: [{ id: dear, rule: range, column: price, max: 100, severity: warning }]
`;
  await open(page, server.origin, join(folder, 'in.csv'));
  await page.getByRole('button', { name: 'YAML', exact: true }).click();
  await page.getByRole('textbox', { name: 'pipeline.yaml' }).fill(definition);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByRole('link', { name: 'Flagged 1' })).toHaveAttribute('aria-current', 'page', { timeout: 60_000 });
});

test('a reload and a second tab stay signed in, and no other server of this machine is told anything', async ({
  page,
  workbench,
}) => {
  const { server } = workbench;
  const seen: string[] = [];
  const other = createServer((request, response) => {
    seen.push(JSON.stringify(request.headers) + request.url);
    response.end('another tool');
  });
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
  const { port } = other.address() as AddressInfo;
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Open a file' })).toBeVisible();
  const second = await page.context().newPage();
  await second.goto(server.origin);
  await expect(second.getByRole('heading', { name: 'Open a file' })).toBeVisible();
  expect(second.url()).not.toContain(server.token);
  await second.goto(`http://127.0.0.1:${port}/`);
  await expect(second.getByText('another tool')).toBeVisible();
  expect(seen.join()).not.toContain(server.token);
  expect(await page.context().cookies()).toEqual([]);
  await new Promise((done) => other.close(done));
});

test('files of one shape are opened by a pattern, and each record leads to its own file', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  for (const month of ['01', '02'])
    writeFileSync(join(folder, `month-${month}.csv`), `code,quantity\na${month},1\nb${month},ERROR\n`);
  await open(page, server.origin, join(folder, 'month-*.csv'));
  await page.getByLabel('Type of quantity').selectOption('integer');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByLabel('Account')).toContainText('2 exceptions', { timeout: 60_000 });
  await page.locator('.ag-row').last().locator('.ag-cell[aria-colindex="2"]').click();
  const panel = page.getByLabel('Record', { exact: true });
  await expect(panel).toContainText('month-02.csv');
  await expect(panel).toContainText('line 3');
  if (process.env['WINNOW_SHOTS']) await page.screenshot({ path: join(process.env['WINNOW_SHOTS'], 'several.png') });
  await open(page, server.origin, join(folder, 'month-*.csv'));
  await expect(page.getByLabel('The workspace of this file')).toContainText('1 run, rules v1');
  if (process.env['WINNOW_SHOTS']) await page.screenshot({ path: join(process.env['WINNOW_SHOTS'], 'pattern.png') });
  expect(complaints).toEqual([]);
});
