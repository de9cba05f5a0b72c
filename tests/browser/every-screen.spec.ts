import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { runThrough, test } from './workbench.ts';

const dataScreens = [
  '/data/sales/raw',
  '/data/sales/exceptions',
  `/data/sales/exceptions/${encodeURIComponent(JSON.stringify({ view: 'problems' }))}`,
  '/data/sales/clean',
];
const otherScreens = [
  '/',
  '/quality',
  '/dashboard',
  '/profile',
  '/profile/sales/raw/quantity',
  '/anomalies',
  '/over-time',
  '/relations',
  '/rules',
  '/steps',
  '/models',
  '/runs',
  '/audit',
];

test.describe.configure({ mode: 'parallel' });

test('every screen of rows is accessible in both themes', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  await runThrough(server, { pipeline: join(folder, 'pipeline.yaml') });
  for (const screen of dataScreens) {
    await visit(page, server.origin, screen);
    if (screen.includes('problems')) await page.locator('.problem-name').first().click();
    else await page.locator('.ag-row .ag-cell[aria-colindex="2"]').first().click();
    await expectAccessible(page, screen);
  }
  expect(complaints).toEqual([]);
});

test('every other screen is accessible in both themes', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  await runThrough(server, { pipeline: join(folder, 'pipeline.yaml') });
  for (const screen of [...otherScreens, `/open/${encodeURIComponent(join(folder, 'sales.csv'))}`]) {
    await visit(page, server.origin, screen);
    await expectAccessible(page, screen);
  }
  expect(complaints).toEqual([]);
});

test('bytes, a run and a manifest are accessible in both themes', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  await runThrough(server, { pipeline: join(folder, 'pipeline.yaml') });
  const headers = { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ dataset: 'sales', path: join(folder, 'clean.csv') });
  expect((await fetch(`${server.origin}/api/exports`, { method: 'POST', headers, body })).status).toBe(200);
  await visit(page, server.origin, '/data/sales/raw');
  await page.locator('.ag-row .ag-cell[aria-colindex="2"]').first().click();
  await page.getByRole('button', { name: 'Bytes' }).click();
  await expectAccessible(page, 'bytes');
  await page.getByRole('link', { name: 'Runs' }).click();
  await page.locator('a[href*="/runs/"]').first().click();
  await expect(page.getByLabel('Lines of the log')).toBeVisible();
  await expectAccessible(page, 'a run');
  await page.getByRole('button', { name: /^Manifest of/ }).click();
  await expect(page.getByText('byte for byte what was written')).toBeVisible();
  await expectAccessible(page, 'a manifest');
  expect(complaints).toEqual([]);
});

async function visit(page: Page, origin: string, screen: string): Promise<void> {
  await page.goto(`${origin}/#${screen}`);
  await page.reload();
  await page.waitForLoadState('networkidle');
}

/** All that axe knows in the light theme; in the dark one only the colours differ. */
async function expectAccessible(page: Page, what: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await violationsOf(page), `${what}, light`).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(page.locator('html[data-mantine-color-scheme="dark"]')).toHaveCount(1);
  expect(await violationsOf(page, { rules: ['color-contrast', 'link-in-text-block'] }), `${what}, dark`).toEqual([]);
}

/** What axe finds wrong with the page as it stands, or with a part of it, by all rules of WCAG or by the ones named. */
async function violationsOf(
  page: Page,
  { rules, within }: { readonly rules?: readonly string[]; readonly within?: string } = {},
): Promise<readonly string[]> {
  // The page has no frames, and what is right need not be described: both take longer than the checks.
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode();
  if (within !== undefined) axe.include(within);
  const chosen = rules ? axe.withRules([...rules]) : axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']);
  const { violations } = await chosen.analyze();
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map(({ html }) => html.slice(0, 140))
        .slice(0, 3)
        .join(' | ')}`,
  );
}

test('what is asked in a review is accessible', async ({ page, workbench }) => {
  const { folder, server } = workbench;
  const definition = join(folder, 'pipeline.yaml');
  writeFileSync(definition, readFileSync(definition, 'utf8').replace('Dairy, ', ''));
  await runThrough(server, { pipeline: definition });
  await page.goto(`${server.origin}/#/data/sales/exceptions/${encodeURIComponent(JSON.stringify({ view: 'problems' }))}`);
  await page.reload();
  // The grid calls its tooltips dialogs too.
  const dialogs = '[role="dialog"]:not([aria-label="Tooltip"])';
  const dialog = page.locator(dialogs);
  const check = async (name: string): Promise<void> => {
    await expect(dialog).toBeVisible();
    await page.waitForLoadState('networkidle');
    // What lies behind a dialog cannot be reached.
    expect(await violationsOf(page, { within: dialogs }), name).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
  };
  const row = (text: string) => page.locator('.problem-row', { hasText: text });
  await row('more than once').getByRole('button', { name: 'Merge …' }).click();
  await check('merge');
  await row('more than once').locator('.problem-name').click();
  await page.getByRole('button', { name: 'Side by side …' }).first().click();
  await check('side by side');
  await row('product is not').locator('.problem-name').click();
  await page.getByRole('button', { name: 'Cluster spellings of product …' }).click();
  await check('clusters');
  // A date has no spellings.
  await row('cannot be read').locator('.problem-name').click();
  await expect(page.getByRole('textbox', { name: /^New order_date/ }).first()).toBeVisible();
  await expect(page.getByRole('button', { name: /Cluster spellings/ })).toHaveCount(0);
  await page
    .getByRole('textbox', { name: /^New order_date/ })
    .first()
    .fill('2024-01-01');
  await page
    .getByRole('button', { name: /^Fix \d/ })
    .first()
    .click();
  await check('fix');
  await page.getByRole('button', { name: 'Decisions' }).click();
  await check('decisions');
  for (const command of ['Pending changes', 'Sign off …', 'Bring exceptions back …', 'Keyboard shortcuts']) {
    await page.keyboard.press('Control+k');
    const commands = page.getByLabel('Commands');
    await commands.getByRole('textbox').fill(command);
    await commands.locator('button', { hasText: command }).first().click();
    await expect(commands).toHaveCount(0);
    await check(command);
  }
  await page.getByRole('button', { name: 'By record' }).click();
  await page.locator('.ag-row .ag-cell[aria-colindex="2"]').first().click();
  await page.keyboard.press('w');
  await check('waive');
});

test('hostile values do nothing on any screen', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  const naughty = [
    '<script>window.hacked = 1</script>',
    '<img src=x onerror="window.hacked = 1">',
    '"><svg onload="window.hacked = 1">',
    'javascript:window.hacked=1',
    '{{constructor.constructor("window.hacked=1")()}}',
    "'; drop table runs; --",
    '=cmd|calc!A0',
    '\u202etxt.exe',
    'ﷺ'.repeat(40),
    'Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤',
    '__proto__',
    '%s%n%00',
    'a'.repeat(5000),
  ];
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const header = ['id', '<img src=x onerror="window.hacked = 1">', '__proto__', 'constructor', 'amount'].map(quoted).join(',');
  const rows = naughty.map((text, index) =>
    [String(index), text, text, text, index % 2 === 0 ? '5' : text].map(quoted).join(','),
  );
  const file = join(folder, '<b onclick=alert(1)>.csv');
  writeFileSync(file, `${header}\n${rows.join('\n')}\n`);
  await page.goto(`${server.origin}/#/open/${encodeURIComponent(file)}`);
  await expect(page.getByRole('heading', { name: '<b onclick=alert(1)>.csv' })).toBeVisible();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByLabel('Account').getByText('Balanced')).toBeVisible({ timeout: 60_000 });
  const dataset = /#\/data\/([^/]+)\//.exec(page.url())?.[1] ?? '';
  for (const screen of [...['raw', 'exceptions', 'clean'].map((what) => `/data/${dataset}/${what}`), ...otherScreens.slice(1)]) {
    await page.goto(`${server.origin}/#${screen}`);
    await page.waitForLoadState('networkidle');
    const cell = page.locator('.ag-row .ag-cell[aria-colindex="3"]').first();
    if (screen.startsWith('/data') && (await cell.count()) > 0) {
      await cell.click();
      await cell.hover();
      await page.waitForTimeout(400);
    }
    expect(await page.evaluate(() => (window as { hacked?: number }).hacked), screen).toBeUndefined();
  }
  expect(complaints).toEqual([]);
});
