import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { runThrough, test } from './workbench.ts';

const of = (id: string, kind: string, sql: string, more: string): string =>
  `  - { id: ${id}, title: ${id}, kind: ${kind}, sql: "${sql}", y: rows, ${more} }`;
const pipeline = `winnow: 1
name: orders
datasets:
  orders:
    source: { path: orders.csv }
    columns: { region: { type: text }, product: { type: text }, day: { type: date } }
charts:
${[
  of('pie', 'pie', 'select region, count(*) as rows from clean_orders group by 1', 'x: region, column: region'),
  of(
    'map',
    'heatmap',
    'select region, product, count(*) as rows from clean_orders group by 1, 2',
    'x: region, series: product, column: region',
  ),
  of('list', 'table', 'select product, count(*) as rows from clean_orders group by 1', 'x: product, column: product'),
  of(
    'months',
    'line',
    'select substr(day, 1, 7) as month, product, count(*) as rows from clean_orders group by 1, 2',
    'x: month, series: product, column: day',
  ),
].join('\n')}
`;

test('every kind of chart is drawn, and each of its numbers is that of the rows that it opens', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  const regions = ['North', 'Northeast', '', '<b>South</b>'];
  const products = ['Lamp', 'Pan', 'Belt'];
  const lines = Array.from({ length: 300 }, (_, index) =>
    [regions[(index + (index % 7)) % 4], products[(index * 7 + (index % 5)) % 3], `2024-0${1 + (index % 3)}-1${index % 9}`].join(
      ',',
    ),
  );
  writeFileSync(join(folder, 'orders.csv'), ['region,product,day', ...lines, ''].join('\n'));
  writeFileSync(join(folder, 'orders.yaml'), pipeline);
  await runThrough(server, { pipeline: join(folder, 'orders.yaml') });
  await page.goto(`${server.origin}/#/dashboard`);
  await page.reload();
  await expect(page.locator('.pielayer .slice')).toHaveCount(4);
  await expect(page.locator('.heatmaplayer image')).toHaveCount(1);
  await expect(page.locator('.scatterlayer .trace')).toHaveCount(3);
  for (const title of ['pie', 'map', 'list', 'months']) {
    const card = page.getByRole('region', { name: title, exact: true });
    if (title !== 'list') await card.getByRole('button', { name: 'As table' }).click();
    const doors = card.getByRole('button', { name: /^\d+$/ });
    const count = await doors.count();
    expect(count, title).toBeGreaterThan(2);
    for (let index = 0; index < Math.min(count, 5); index++) {
      const rows = await doors.nth(index).innerText();
      await doors.nth(index).click();
      await expect(page.locator('.toolbar'), `${title} ${index}`).toContainText(`${rows} of 300`);
      await page.goBack();
      if (title !== 'list') await card.getByRole('button', { name: 'As table' }).click();
      await expect(doors).toHaveCount(count);
    }
  }
  expect(complaints).toEqual([]);
});

test('a pipeline without charts is offered a dashboard of its own columns, which becomes a version of it', async ({
  page,
  workbench,
}) => {
  const { folder, server, complaints } = workbench;
  const lines = Array.from(
    { length: 40 },
    (_, index) => `A${index},${['North', 'South'][index % 2]},${index}.50,2024-01-0${1 + (index % 5)}`,
  );
  writeFileSync(join(folder, 'orders.csv'), ['code,region,amount,day', ...lines, ''].join('\n'));
  const text = `# by hand
winnow: 1
name: orders
dashboard: { title: Orders in view }
datasets:
  orders:
    source: { path: orders.csv } # beside it
    key: [code]
    columns: { code: { type: text }, region: { type: text }, amount: { type: decimal, scale: 2 }, day: { type: date } }
`;
  writeFileSync(join(folder, 'orders.yaml'), text);
  await runThrough(server, { pipeline: join(folder, 'orders.yaml') });
  await page.goto(`${server.origin}/#/dashboard`);
  await page.reload();
  await expect(page.locator('.offer li')).toHaveText(['Records', 'Total of amount', 'Amount by day', 'Amount by region']);
  if (process.env['WINNOW_SHOTS']) await page.screenshot({ path: join(process.env['WINNOW_SHOTS'], 'offer.png') });
  await page.getByRole('button', { name: 'Add 4 charts' }).click();
  await expect(page.getByRole('heading', { name: 'Orders in view' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Records', exact: true })).toContainText('40');
  await expect(page.getByRole('region', { name: 'Total of amount' })).toContainText('800');
  await expect(page.getByRole('region', { name: 'Amount by region' }).locator('.bars .point')).toHaveCount(2);
  await expect(page.getByRole('link', { name: /^Orders in view/ })).toContainText('4');
  const response = await fetch(`${server.origin}/api/pipeline`, { headers: { authorization: `Bearer ${server.token}` } });
  const { yaml, version } = (await response.json()) as { yaml: string; version: number };
  expect(version).toBe(2);
  expect(yaml.startsWith(text), yaml).toBe(true);
  if (process.env['WINNOW_SHOTS']) await page.screenshot({ path: join(process.env['WINNOW_SHOTS'], 'made.png') });
  expect(complaints).toEqual([]);
});

test('a chart is described, drawn while one chooses, and added', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  await runThrough(server, { pipeline: join(folder, 'pipeline.yaml') });
  await page.goto(`${server.origin}/#/dashboard`);
  await page.reload();
  await page.getByRole('button', { name: 'Add chart' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a chart' });
  const choices = dialog.getByRole('combobox');
  await choices.nth(2).selectOption({ label: 'Average of' });
  await choices.nth(3).selectOption('quantity');
  await choices.nth(4).selectOption('product');
  await expect(dialog.getByRole('heading', { name: 'Average quantity by product' })).toBeVisible();
  await dialog.getByPlaceholder('Average quantity by product').fill('Usual quantity');
  await dialog.getByRole('button', { name: 'Add the chart' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('heading', { name: 'Usual quantity' })).toBeVisible();
  expect(complaints).toEqual([]);
});

test('charts are arranged in the window, and only their lines of the definition change', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  writeFileSync(join(folder, 'orders.csv'), 'region,product,day\nNorth,Lamp,2024-01-01\nSouth,Pan,2024-02-01\n');
  writeFileSync(join(folder, 'orders.yaml'), pipeline);
  await runThrough(server, { pipeline: join(folder, 'orders.yaml') });
  await page.goto(`${server.origin}/#/dashboard`);
  await page.reload();
  await page.getByRole('button', { name: 'Arrange' }).click();
  await page.getByRole('button', { name: 'Move list earlier' }).click();
  await expect(page.getByRole('button', { name: 'Move list earlier' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Remove map' }).click();
  await page.getByRole('button', { name: 'Give months the whole width' }).click();
  const title = page.getByRole('textbox', { name: 'Title of pie' });
  await title.fill('By region');
  await title.press('Enter');
  await page.getByLabel('Page of months').fill('Months');
  await page.keyboard.press('Tab');
  const tabs = page.getByRole('navigation', { name: 'Pages of the dashboard' });
  await expect(tabs).toHaveText('OverviewMonths');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Arrange' })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('region', { name: 'By region', exact: true })).toBeVisible();
  await expect(tabs).toHaveText('OverviewMonths');
  const answer = await fetch(`${server.origin}/api/pipeline`, { headers: { authorization: `Bearer ${server.token}` } });
  const { yaml } = (await answer.json()) as { yaml: string };
  const [head, charts] = pipeline.split('charts:\n');
  expect(yaml.startsWith(head ?? '')).toBe(true);
  const [pie, , list, months] = (charts ?? '').trimEnd().split('\n');
  expect(
    yaml
      .slice((head ?? '').length + 'charts:\n'.length)
      .trimEnd()
      .split('\n'),
  ).toEqual([
    list?.replace(' }', ', page: Overview }'),
    pie?.replace('title: pie', 'title: By region').replace(' }', ', page: Overview }'),
    months?.replace(' }', ', page: Months, wide: true }'),
  ]);
  expect(complaints).toEqual([]);
});

test('a chart is saved as a picture, a drawing and a table of the same figures', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  writeFileSync(join(folder, 'orders.csv'), 'region,product,day\n"=1+1, ""a""",Lamp,2024-01-01\nSouth,Pan,2024-02-01\n');
  writeFileSync(join(folder, 'orders.yaml'), pipeline);
  await runThrough(server, { pipeline: join(folder, 'orders.yaml') });
  await page.goto(`${server.origin}/#/dashboard`);
  await page.reload();
  await expect(page.locator('.pielayer .slice')).toHaveCount(2);
  const saved = async (what: string): Promise<{ readonly name: string; readonly bytes: Buffer }> => {
    await page.getByRole('button', { name: 'Save pie' }).click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: what }).click()]);
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  };
  const picture = await saved('Picture (PNG)');
  expect(picture.name).toBe('pie.png');
  expect(picture.bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  const drawing = await saved('Drawing (SVG)');
  expect(drawing.name).toBe('pie.svg');
  expect(drawing.bytes.toString()).toContain('South');
  const table = await saved('Figures (CSV)');
  expect(table.name).toBe('pie.csv');
  expect(table.bytes.toString()).toBe('region,rows\n"\'=1+1, ""a""",1\nSouth,1\n');
  expect(complaints).toEqual([]);
});
