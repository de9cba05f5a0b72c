import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';

/** The whole story of a file, from its drop to its export and the next day; `bring` brings it as april.csv, `reopen` opens the page again where it was. */
export async function tellStory(
  page: Page,
  folder: string,
  { bring, reopen }: { readonly bring: () => Promise<void>; readonly reopen: () => Promise<void> },
): Promise<void> {
  const csv = readFileSync(join(folder, 'sales.csv'), 'utf8');
  await expect(page.getByRole('heading', { name: 'Open a file' })).toBeVisible();

  // A file that is brought is looked at within moments, and nothing is changed.
  await bring();
  await expect(page.getByRole('heading', { name: 'april.csv' })).toBeVisible();
  await expect(page.getByText('KB · 4,000 records')).toBeVisible();

  // A type can be said otherwise, and the cells that do not fit show at once.
  await page.getByLabel('Type of order_date').selectOption('date');
  await expect(page.getByRole('button', { name: /of 3,\d+ don’t fit/ }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Run', exact: true }).click();

  // Exceptions: the account, and the number of rows says the same.
  const ledger = page.getByLabel('Account');
  await expect(ledger.getByText('Balanced')).toBeVisible({ timeout: 60_000 });
  await expect(page.locator('.ag-row').first()).toBeVisible();
  const exceptions = await numberOf(ledger.getByRole('link', { name: /\d exceptions/ }).first());
  await expect(page.locator('.toolbar')).toContainText(`${exceptions.toLocaleString('en')} rows`);

  // The record panel tells what is wrong, in a sentence, with the line of the file.
  await page.locator('.ag-row .ag-cell[aria-colindex="2"]').first().click();
  const panel = page.getByLabel('Record', { exact: true });
  await expect(panel.locator('.problem').first()).toBeVisible();
  await expect(panel.locator('.source .it')).toContainText(',');

  // A facet narrows to as many rows as it says.
  const facet = page.locator('.facets .value').first();
  const promised = Number((await facet.locator('.muted').innerText()).replace(/\D/g, ''));
  await facet.click();
  await expect(page.locator('.toolbar')).toContainText(`${promised.toLocaleString('en')} of`);

  // The shipped pipeline on the same workspace shows its charts; a bar opens exactly its rows.
  await runFromPage(page, { pipeline: join(folder, 'pipeline.yaml'), replace: true });
  await page.reload();
  await page.getByRole('link', { name: /^Sales/ }).click();
  const card = page.getByLabel('Revenue by region');
  await card.getByRole('button', { name: 'As table' }).click();
  await expect(card.getByRole('row')).toHaveCount(6);
  await card.getByRole('button', { name: 'As chart' }).click();
  await expect(card.locator('.bars .point')).toHaveCount(5);
  await card
    .locator('.bars .point')
    .first()
    .click({ force: true, position: { x: 5, y: 20 } });
  await expect(page.locator('.chips')).toContainText('region equals “North”');
  await expect(page.locator('.toolbar')).toContainText(/\d of/);
  const north = await numberOf(page.locator('.toolbar span').first());
  const csvRows = csv.split('\n').filter((line) => /,(North|north|nort|NORTH),/i.test(line)).length;
  expect(north).toBeGreaterThan(100);
  expect(north).toBeLessThanOrEqual(csvRows);

  // Exported, with its manifest.
  await page.getByRole('button', { name: 'Export' }).first().click();
  await page.getByRole('textbox', { name: 'File' }).fill(join(folder, 'out.csv'));
  await page.getByRole('button', { name: 'Write the file' }).click();
  await expect(page.getByText(/Its manifest is next to it/)).toBeVisible();
  expect(readFileSync(join(folder, 'out.csv'), 'utf8').split('\n').length).toBeGreaterThan(3000);
  expect(JSON.parse(readFileSync(join(folder, 'out.csv.manifest.json'), 'utf8'))).toHaveProperty('ledger');

  // Found again: the address is enough.
  await reopen();
  await expect(page.locator('.chips')).toContainText('region equals “North”');
}

/** A run that takes a while is stopped, offered again, and goes on. */
export async function stopAndGoOn(page: Page, folder: string): Promise<void> {
  const header = 'id,amount,when\n';
  writeFileSync(
    join(folder, 'big.csv'),
    header + Array.from({ length: 600_000 }, (_, index) => `A${index},${index}.50,2024-01-0${(index % 9) + 1}\n`).join(''),
  );
  await page.evaluate((path) => location.assign(`#/open/${encodeURIComponent(path)}`), join(folder, 'big.csv'));
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const notice = page.getByLabel('Run under way');
  await expect(notice).toContainText('rows/s');
  await notice.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByLabel('Interrupted run')).toBeVisible();
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(page.getByLabel('Interrupted run')).toHaveCount(0, { timeout: 60_000 });
  await expect(page.getByRole('link', { name: /Raw/ })).toContainText('600,000', { timeout: 60_000 });
}

/** Runs a pipeline as the page itself would, and waits for its end. */
async function runFromPage(page: Page, body: unknown): Promise<void> {
  await page.evaluate(async (text) => {
    const token = localStorage.getItem('winnow.token');
    const session = token === null ? {} : { authorization: `Bearer ${token}` };
    const headers = { 'content-type': 'application/json', ...session };
    const started = await fetch('/api/runs', { method: 'POST', headers, body: text });
    const { ticket } = (await started.json()) as { ticket: string };
    await (await fetch(`/api/runs/progress/${ticket}`, { headers: session })).text();
  }, JSON.stringify(body));
}

async function numberOf(place: { readonly innerText: () => Promise<string> }): Promise<number> {
  return Number((/[\d,]+/.exec(await place.innerText())?.[0] ?? '').replaceAll(',', ''));
}
