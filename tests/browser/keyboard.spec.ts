import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { runThrough, test } from './workbench.ts';

const pipeline = `winnow: 1
name: orders
datasets:
  orders:
    source: { path: orders.csv }
    key: [no]
    columns:
      no: { type: text, required: true }
      region: { type: text, values: [North, South, East] }
      amount: { type: integer, min: 0 }
charts:
  - { id: regions, title: By region, kind: bar, sql: "select region, count(*) as orders from clean_orders group by region", x: region, y: orders, column: region }
`;
const csv = `no,region,amount
1,Nort,5
2,North,1
3,Nort,-1
4,Eest,2
5,South,
6,Soth,x
7,East,3
`;

async function begin(
  page: Page,
  { folder, server }: { folder: string; server: Parameters<typeof runThrough>[0] & { origin: string } },
) {
  writeFileSync(join(folder, 'orders.csv'), csv);
  writeFileSync(join(folder, 'orders.yaml'), pipeline);
  await runThrough(server, { pipeline: join(folder, 'orders.yaml') });
  await page.goto(`${server.origin}/#/data/orders/exceptions`);
  await page.reload();
  await page.locator('.ag-row[row-index="0"] .ag-cell[col-id="region"]').click();
}
const focusedCell = (page: Page) =>
  page.evaluate(() => {
    const cell = document.activeElement?.closest('.ag-cell');
    return cell
      ? `${cell.closest('.ag-row')?.getAttribute('row-index')} ${cell.getAttribute('col-id')}`
      : document.activeElement?.tagName;
  });

test('the focus comes back to the cell after every dialog, and Tab and the letters lead out of the grid and back', async ({
  page,
  workbench,
}) => {
  await begin(page, workbench);
  for (const key of ['w', 'r', 'e', 'Shift+A']) {
    await page.keyboard.press(key);
    await expect(page.getByRole('dialog').getByRole('button', { name: 'Cancel' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog').getByRole('button', { name: 'Cancel' })).toHaveCount(0);
    await expect.poll(() => focusedCell(page), key).toBe('0 region');
  }
  // The grid is one stop besides the wrong cells of the row.
  await page.keyboard.press('j');
  await page.keyboard.press('Tab');
  expect(await focusedCell(page)).toBe('1 amount');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.closest('.ag-root-wrapper') === null)).toBe(true);
  await page.keyboard.press('Shift+Tab');
  expect(await page.evaluate(() => document.activeElement?.closest('.ag-root-wrapper') !== null)).toBe(true);

  // By problem and back, with the focus where the letters work.
  await page.locator('.ag-row[row-index="0"] .ag-cell[col-id="region"]').click();
  await page.keyboard.press('g');
  await expect(page.locator('.problem-name').first()).toBeFocused();
  await page.keyboard.press('j');
  await expect(page.locator('.problem-name').nth(1)).toBeFocused();
  await page.keyboard.press('g');
  await expect.poll(() => focusedCell(page)).toMatch(/^0 /);

  // Everything alike with two keys.
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+A');
  await expect(page.getByRole('button', { name: /Apply to 2 records/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Account')).toContainText('4 clean');
  expect(workbench.complaints).toEqual([]);
});

test('a key that accepts what is suggested does so though the person moves on before it is known', async ({
  page,
  workbench,
}) => {
  await begin(page, workbench);
  await page.route('**/exceptions/suggest*', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 400));
    await route.continue();
  });
  await page.locator('.ag-row[row-index="2"] .ag-cell[col-id="region"]').click();
  await page.keyboard.press('1');
  await page.locator('.ag-row[row-index="3"] .ag-cell[col-id="region"]').click();
  await expect(page.getByLabel('Account')).toContainText('4 clean');
});

test('rows that are copied are on the clipboard, and the bar below says how many', async ({ page, workbench }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await begin(page, workbench);
  await page.locator('.ag-row[row-index="2"] .ag-cell[col-id="region"]').click({ modifiers: ['Shift'] });
  await page.keyboard.press('Control+c');
  await expect(page.getByRole('contentinfo')).toContainText('3 rows copied.');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    'no\tregion\tamount\n1\tNort\t5\n3\tNort\t-1\n4\tEest\t2',
  );
  // What is selected is what a letter is about.
  await page.keyboard.press('w');
  await expect(page.getByRole('dialog', { name: 'Waive 3 selected records' })).toBeVisible();
  await page.keyboard.type('agreed');
  await page.getByRole('button', { name: 'Apply to 3 records' }).click();
  await expect(page.getByLabel('Account')).toContainText('3 waived');
});

test('changed rules wait across a reload, and are what runs wherever one says so', async ({ page, workbench }) => {
  await begin(page, workbench);
  await page.goto(`${workbench.server.origin}/#/rules`);
  await page.getByLabel('Severity of region_values').selectOption('warning');
  await expect(page.getByText('changed, not run yet')).toBeVisible();
  await page.reload();
  await expect(page.getByText('changed, not run yet')).toBeVisible();
  await page.getByRole('button', { name: 'Run with the changes' }).click();
  await expect(page.getByRole('button', { name: 'Run again' })).toBeEnabled();
  await expect(page.getByLabel('Severity of region_values')).toHaveValue('warning');
  await expect(page.getByText('changed, not run yet')).toHaveCount(0);
});

test('what is written waits across a reload, goes with a suggestion, and is what Ctrl Z takes back first', async ({
  page,
  workbench,
}) => {
  await begin(page, workbench);
  await page.keyboard.press('1');
  await expect(page.getByLabel('Account')).toContainText('4 clean');
  const region = page.getByLabel('region', { exact: true });
  await page.locator('.ag-row[row-index="1"] .ag-cell[col-id="region"]').click();
  await region.fill('East');
  await expect(page.getByText('edited, passes')).toBeVisible();
  await page.reload();
  await expect(page.getByRole('button', { name: '1 pending' })).toBeVisible();
  await page.locator('.ag-row[row-index="0"] .ag-cell[col-id="no"]').click();
  await page.keyboard.press('Control+z');
  // After a reload nothing says what was written last: the decision is.
  await expect(page.getByLabel('Account')).toContainText('3 clean');
  await page.locator('.ag-row[row-index="1"] .ag-cell[col-id="amount"]').click();
  await page.getByLabel('amount', { exact: true }).fill('12');
  await page.locator('.ag-row[row-index="0"] .ag-cell[col-id="no"]').click();
  await page.keyboard.press('Control+z');
  await expect(page.getByText('Undone: what you wrote into amount of record 3')).toBeVisible();
  await expect(page.getByLabel('Account')).toContainText('3 clean');
  await page.locator('.ag-row[row-index="1"] .ag-cell[col-id="amount"]').click();
  await expect(region).toHaveValue('East');
  await expect(page.getByLabel('amount', { exact: true })).toHaveValue('-1');
});

test('what was written by hand is an example for the rest, until it is taken back', async ({ page, workbench }) => {
  await begin(page, workbench);
  await page.getByLabel('region', { exact: true }).fill('North');
  await expect(page.getByText('edited, passes')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Account')).toContainText('4 clean');
  const rest = page.getByRole('button', { name: /^Fill the rest/ });
  await expect(rest).toBeVisible();
  await page.locator('.ag-row[row-index="0"] .ag-cell[col-id="no"]').click();
  await page.keyboard.press('Control+z');
  await expect(page.getByLabel('Account')).toContainText('3 clean');
  await expect(rest).toHaveCount(0);
});

test('the head of a column is worked by keys, its numbers are those of the rows behind them, and filters hold together', async ({
  page,
  workbench,
}) => {
  await begin(page, workbench);
  // The heads are made again when it is known how many cells are wrong.
  await expect(page.getByRole('group', { name: /^amount: \d+ valid/ })).toBeVisible();
  await page.locator('.ag-header-cell[col-id="amount"]').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(page.getByLabel('More for amount')).toBeFocused();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Show the 2 rows that are wrong here' }).press('Enter');
  await expect(page.locator('.toolbar')).toContainText('2 of 7');
  await page.goBack();
  await page.getByLabel('More for amount').click();
  await page.getByRole('menuitem', { name: 'Show the 1 row without a value' }).click();
  await expect(page.locator('.toolbar')).toContainText('1 of 7');

  await page.goto(`${workbench.server.origin}/#/data/orders/raw`);
  await page.getByLabel('Filter amount').click();
  await page.getByLabel('At least').fill('2');
  await expect(page.locator('.toolbar')).toContainText('3 of 7');
  await page.getByRole('checkbox', { name: '5' }).check();
  await expect(page.locator('.toolbar')).toContainText('1 of 7');
  await page.getByRole('checkbox', { name: '5' }).uncheck();
  await expect(page.locator('.toolbar')).toContainText('3 of 7');
});

test('an export writes the rows that the grid shows, whatever they were chosen by', async ({ page, workbench }) => {
  await begin(page, workbench);
  await page.locator('.ag-row[row-index="0"] .ag-cell[col-id="region"]').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Only records with this very problem' }).click();
  await expect(page.locator('.toolbar')).toContainText('2 of 4');
  await page.locator('.toolbar').getByLabel('Export').click();
  const path = join(workbench.folder, 'chosen.csv');
  await page.getByRole('textbox', { name: 'File' }).fill(path);
  await page.getByRole('button', { name: 'Write the file' }).click();
  await expect(page.getByText('2 rows,')).toBeVisible();
  expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(3);
});

test('a value of a chart is text, not a page to go to', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  writeFileSync(
    join(folder, 'orders.csv'),
    'no,region,amount\n1,"<a href=""https://example.org/"">click</a>",1\n2,R&D <b>x</b>,2\n',
  );
  writeFileSync(join(folder, 'orders.yaml'), pipeline.replace(', values: [North, South, East]', ''));
  await runThrough(server, { pipeline: join(folder, 'orders.yaml') });
  await page.goto(`${server.origin}/#/dashboard`);
  await page.reload();
  await expect(page.locator('.ytick').first()).toBeVisible();
  expect((await page.locator('.ytick').allTextContents()).sort()).toEqual([
    '<a href="https://example.org/">click</a>',
    'R&D <b>x</b>',
  ]);
  await expect(page.locator('.chart a')).toHaveCount(0);
  // The bar behind it opens its rows all the same.
  const bar = await page.locator('.chart .points path').first().boundingBox();
  await page.mouse.click((bar?.x ?? 0) + (bar?.width ?? 0) / 2, (bar?.y ?? 0) + (bar?.height ?? 0) / 2);
  await expect(page.locator('.toolbar')).toContainText('1 of 2');
  expect(complaints).toEqual([]);
});

test('F6 goes round the parts of the window, and the list of facets is one stop', async ({ page, workbench }) => {
  // Wide enough for the facets beside the panel.
  await page.setViewportSize({ width: 1920, height: 1000 });
  await begin(page, workbench);
  const region = () =>
    page.evaluate(
      (selector) => document.activeElement?.closest(selector)?.className.split(' ')[0],
      '.top, nav.rail, main, main aside, .status',
    );
  const visited: (string | undefined)[] = [];
  for (let at = 0; at < 5; at++) {
    await page.keyboard.press('F6');
    visited.push(await region());
  }
  expect(visited.toSorted()).toEqual(['facets', 'main', 'panel', 'rail', 'top']);
  // It is back where it was.
  expect(await focusedCell(page)).toBe('0 region');
  await page.keyboard.press('Shift+F6');
  await page.keyboard.press('F6');
  expect(await focusedCell(page)).toBe('0 region');
  const facets = page.getByRole('complementary', { name: 'Narrow the exceptions' });
  await expect(facets.locator('input[tabindex="0"]')).toHaveCount(1);
  await facets.locator('input[tabindex="0"]').focus();
  await page.keyboard.press('End');
  const last = facets.locator('input').last();
  await expect(last).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(last).not.toBeFocused();
  await page.keyboard.press('Space');
  await expect(facets.locator('input:checked')).toHaveCount(1);
  await expect(facets.locator('input[tabindex="0"]')).toBeChecked();
  await expect(facets.locator('input[tabindex="0"]')).toBeFocused();
});
