import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import { runThrough, test } from './workbench.ts';

test('a file is profiled before its first run, and the panel suggests rules after it', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  const file = join(folder, 'sales.csv');
  await page.goto(`${server.origin}/#/open/${encodeURIComponent(file)}`);
  await page.getByRole('button', { name: 'Profile', exact: true }).click();
  const card = page.getByRole('article', { name: 'quantity', exact: true });
  await expect(card).toContainText('median');
  const axe = await new AxeBuilder({ page }).analyze();
  expect(axe.violations.map(({ id }) => id)).toEqual([]);
  await card.getByRole('button', { name: 'quantity' }).click();
  await expect(page.getByRole('dialog', { name: 'quantity' })).toContainText('standard deviation');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Rows', exact: true }).click();
  await runThrough(server, { pipeline: join(folder, 'pipeline.yaml') });
  await page.goto(`${server.origin}/#/profile/sales/raw/quantity`);
  await page.reload();
  const panel = page.getByRole('dialog', { name: 'quantity' });
  await panel.getByRole('button', { name: 'Which rules do the values suggest?' }).click();
  await expect(panel.getByLabel('Rules that the values suggest')).toContainText(/quantity|No new suggestions/);
  expect(complaints).toEqual([]);
});

test('a profile says what columns hold, and every figure opens the rows behind it', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  await runThrough(server, { pipeline: join(folder, 'pipeline.yaml') });
  await page.goto(`${server.origin}/#/data/sales/raw`);
  await page.reload();
  await page.getByRole('link', { name: 'Profile' }).click();
  const card = (name: string) => page.getByRole('article', { name, exact: true });
  // Every bar of a histogram opens as many rows as it says.
  await card('quantity').getByRole('button', { name: 'quantity' }).click();
  const bar = page
    .getByRole('dialog')
    .getByRole('link', { name: /^[\d.]+ to below/ })
    .first();
  const told = Number(((await bar.getAttribute('aria-label')) ?? '').match(/: ([\d,]+) record/)?.[1]?.replaceAll(',', ''));
  expect(told).toBeGreaterThan(0);
  await bar.click();
  await expect(page.locator('.toolbar')).toContainText(`${told.toLocaleString('en')} of`);
  await page.goBack();
  await page.keyboard.press('Escape');
  // What does not fit the type, and how texts are built.
  const unread = card('order_date').getByRole('link', { name: /▲/ });
  const wrong = Number((await unread.innerText()).replace(/\D/g, ''));
  await unread.click();
  await expect(page.locator('.toolbar')).toContainText(`${wrong.toLocaleString('en')} of`);
  await page.goBack();
  await card('order_id').getByRole('button', { name: 'order_id' }).click();
  const panel = page.getByRole('dialog', { name: 'order_id' });
  await expect(panel).toContainText('different');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('dialog', { name: 'order_date' })).toContainText('Mondays');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Clean', exact: true }).click();
  await expect(card('order_date').getByRole('link', { name: /▲/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Share …' }).click();
  await page.getByRole('button', { name: 'Write the file' }).click();
  await expect(page.getByText('sales-clean-profile.html')).toBeVisible();
  await page.getByRole('link', { name: 'Quality' }).click();
  await page.getByRole('button', { name: 'Share …' }).click();
  await page.getByRole('button', { name: 'Write the file' }).click();
  await expect(page.getByText('sales-report.html')).toBeVisible();
  for (const [name, heading] of [
    ['sales-clean-profile.html', 'sales'],
    ['sales-report.html', 'Where every record is'],
  ] as const) {
    expect(readFileSync(join(folder, name), 'utf8').length).toBeLessThan(2_000_000);
    const alone = await page.context().newPage();
    const said: string[] = [];
    alone.on('console', (message) => said.push(message.text()));
    alone.on('request', (request) => said.push(request.url()));
    await alone.goto(`file://${join(folder, name)}`);
    await expect(alone.getByRole('heading', { name: heading, exact: true })).toBeVisible();
    const axe = await new AxeBuilder({ page: alone }).analyze();
    expect(axe.violations.map(({ id }) => id)).toEqual([]);
    expect(said).toEqual([`file://${join(folder, name)}`]);
  }
  expect(complaints).toEqual([]);
});
