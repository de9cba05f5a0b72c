import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { runThrough, test } from './workbench.ts';

test('a file is dropped, looked at, run, reviewed, charted, exported and found again', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  await expect(page.getByRole('heading', { name: 'Open a file' })).toBeVisible();

  // A file that is dropped is looked at within moments, and nothing is changed.
  const csv = readFileSync(join(folder, 'sales.csv'), 'utf8');
  const dropped = await page.evaluateHandle((text) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], 'april.csv', { type: 'text/csv' }));
    return transfer;
  }, csv);
  await page.dispatchEvent('.frame', 'drop', { dataTransfer: dropped });
  await expect(page.getByRole('heading', { name: 'april.csv' })).toBeVisible();
  await expect(page.getByText('KB · 4,000 records')).toBeVisible();

  // A type can be said otherwise, and the cells that do not fit show at once.
  await page.getByLabel('Type of order_date').selectOption('date');
  await expect(page.getByRole('button', { name: /of 3,\d+ are not/ }).first()).toBeVisible();
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
  await runThrough(server, { pipeline: join(folder, 'pipeline.yaml') });
  await page.reload();
  await page.getByRole('link', { name: 'Sales' }).click();
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
  const north = await numberOf(page.locator('.toolbar span').first());
  const csvRows = csv.split('\n').filter((line) => /,(North|north|nort|NORTH),/i.test(line)).length;
  expect(north).toBeGreaterThan(100);
  expect(north).toBeLessThanOrEqual(csvRows);

  // Exported, with its manifest.
  await page.getByRole('button', { name: 'Export' }).first().click();
  await page.getByRole('textbox', { name: 'File' }).fill(join(folder, 'out.csv'));
  await page.getByRole('button', { name: 'Write the file' }).click();
  await expect(page.getByText(/Its manifest stands beside it/)).toBeVisible();
  expect(readFileSync(join(folder, 'out.csv'), 'utf8').split('\n').length).toBeGreaterThan(3000);
  expect(JSON.parse(readFileSync(join(folder, 'out.csv.manifest.json'), 'utf8'))).toHaveProperty('ledger');

  // Found again: the address is enough.
  const address = page.url();
  await page.goto('about:blank');
  await page.goto(address);
  await expect(page.locator('.chips')).toContainText('region equals “North”');
  expect(complaints).toEqual([]);
});

test('a run that goes on can be stopped, is offered again, and goes on', async ({ page, workbench }) => {
  const { folder, complaints } = workbench;
  const header = 'id,amount,when\n';
  writeFileSync(
    join(folder, 'big.csv'),
    header + Array.from({ length: 600_000 }, (_, index) => `A${index},${index}.50,2024-01-0${(index % 9) + 1}\n`).join(''),
  );
  await page.goto(`${workbench.server.origin}/#/open/${encodeURIComponent(join(folder, 'big.csv'))}`);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const notice = page.getByLabel('Run under way');
  await expect(notice).toContainText('rows/s');
  await notice.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByLabel('Interrupted run')).toBeVisible();
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByLabel('Interrupted run')).toHaveCount(0, { timeout: 60_000 });
  await expect(page.getByRole('link', { name: /Raw/ })).toContainText('600,000', { timeout: 60_000 });
  expect(complaints).toEqual([]);
});

test('keys alone lead everywhere', async ({ page, workbench }) => {
  await runThrough(workbench.server, { pipeline: join(workbench.folder, 'pipeline.yaml') });
  await page.reload();
  await expect(page.getByRole('link', { name: /Raw/ })).toBeVisible();
  await page.keyboard.press('Control+2');
  await expect(page.locator('.ag-row').first()).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('quality');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Quality' })).toBeVisible();
  await expect(page.getByPlaceholder('Search or run a command')).toHaveCount(0);
  await page.keyboard.press('Shift+?');
  await expect(page.getByRole('dialog')).toContainText('Keyboard shortcuts');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+3');
  await page.locator('.ag-cell[aria-colindex="2"]').first().click();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByLabel('Record', { exact: true })).toContainText('Record 2');
  await page.keyboard.press('Control+g');
  await page.keyboard.type('3000');
  await page.keyboard.press('Enter');
  await expect(page.locator('.ag-row[row-index="2999"]')).toBeVisible();
  await page.keyboard.press('Control+f');
  await page.keyboard.type('snacks');
  await page.keyboard.press('Enter');
  await expect(page.locator('.chips')).toContainText('holds “snacks”');
});

async function numberOf(place: { readonly innerText: () => Promise<string> }): Promise<number> {
  return Number((/[\d,]+/.exec(await place.innerText())?.[0] ?? '').replaceAll(',', ''));
}
