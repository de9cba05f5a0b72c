import { join } from 'node:path';
import { expect } from '@playwright/test';
import { runThrough, test } from './workbench.ts';

test('a recipe is written, moved, switched off and run without a line of YAML', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  await runThrough(server, { pipeline: join(folder, 'pipeline.yaml') });
  await page.goto(`${server.origin}/#/steps`);
  await page.reload();
  const recipe = page.locator('ol.recipe li');
  await expect(page.getByRole('heading', { name: 'Cleaning steps' })).toBeVisible();
  await expect(recipe.first()).toBeVisible();
  const count = await recipe.count();
  // A step for a column: what it would change is shown before it is added.
  await page.getByRole('button', { name: 'Add step' }).click();
  const form = page.getByRole('form', { name: 'Add a step' });
  await form.getByRole('combobox').nth(0).selectOption({ label: 'Change upper and lower case' });
  await form.getByRole('combobox').nth(1).selectOption('region');
  await form.getByRole('combobox').nth(2).selectOption('upper');
  await expect(form.getByRole('status')).toContainText(/It changes [\d,]+ cells in [\d,]+ records/);
  await expect(form.getByRole('row', { name: /region North NORTH/ })).toBeVisible();
  await form.getByRole('button', { name: `Add as step ${count + 1}` }).click();
  await expect(recipe).toHaveCount(count + 1);
  const added = recipe.last();
  await expect(added).toContainText('Change region to upper case');
  // By keys: up, off, on, and what it says then.
  await added.locator('.recipe-step').press('Alt+ArrowUp');
  await expect(recipe.nth(count - 1)).toContainText('Change region to upper case');
  await recipe
    .nth(count - 1)
    .locator('.recipe-step')
    .press('Space');
  await expect(recipe.nth(count - 1)).toContainText('off');
  await page.keyboard.press('Control+z');
  await expect(recipe.nth(count - 1)).toContainText(/[\d,]+ cells/);
  // An edit of the same step.
  await recipe
    .nth(count - 1)
    .getByRole('button', { name: 'Edit Change region to upper case' })
    .click();
  const edit = page.getByRole('form', { name: 'Edit the step' });
  await edit.getByRole('combobox').nth(2).selectOption('lower');
  await expect(edit.getByRole('row', { name: /region North north/ })).toBeVisible();
  await edit.getByRole('button', { name: 'Change the step' }).click();
  await expect(recipe.nth(count - 1)).toContainText('Change region to lower case');
  // A number opens the rows behind it.
  await page
    .getByRole('row', { name: /region North north/ })
    .getByRole('link')
    .click();
  await expect(page.locator('.toolbar')).toContainText('of');
  await page.goBack();
  // A column that comes from others: its values are shown before it is added.
  await page.getByRole('button', { name: 'Add computed column' }).click();
  const computed = page.getByRole('form', { name: 'Add a computed column' });
  await computed.getByLabel('Name').fill('gross');
  await computed.getByLabel('Expression').fill('quantity * revenu');
  await expect(computed.getByRole('alert')).toContainText('there is no column revenu ');
  await computed.getByLabel('Expression').fill('revenue * quantity');
  await expect(computed.getByRole('columnheader')).toHaveText(['Record', 'revenue', 'quantity', 'gross']);
  await expect(computed.getByRole('status')).toContainText(/It (is empty|has a value)/);
  await computed.getByRole('button', { name: 'Add the column' }).click();
  await expect(page.getByRole('region', { name: 'Computed columns' })).toContainText('gross');
  // One that is removed by its key leaves the focus on its neighbour, and comes back.
  await recipe.last().locator('.recipe-step').press('Delete');
  await expect(recipe).toHaveCount(count);
  await expect(recipe.last().locator('.recipe-step')).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(recipe).toHaveCount(count + 1);
  // A form that is left gives the keys back to the recipe.
  await recipe.first().locator('.recipe-step').press('F2');
  await expect(page.getByRole('form', { name: 'Edit the step' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(recipe.first().locator('.recipe-step')).toBeFocused();
  await page.getByRole('button', { name: 'Run with the changes' }).click();
  await expect(page.getByText('changed, not run yet')).toHaveCount(0, { timeout: 30_000 });
  const region = await fetch(`${server.origin}/api/records`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ dataset: 'sales', what: 'exceptions', limit: 1 }),
  });
  expect(((await region.json()) as { total: number }).total).toBeGreaterThan(500);
  const clean = await fetch(`${server.origin}/api/records`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ dataset: 'sales', what: 'clean', limit: 1 }),
  });
  expect(await clean.text()).toContain('gross');
  // The mistyped name was refused, which the browser notes.
  expect(complaints.filter((complaint) => !complaint.includes('/api/pipeline/change'))).toEqual([]);
});

test('a column is split, and columns are combined, without a line of YAML', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  await runThrough(server, { pipeline: join(folder, 'pipeline.yaml') });
  await page.goto(`${server.origin}/#/steps`);
  await page.reload();
  await page.getByRole('button', { name: 'Split a column' }).click();
  const split = page.getByRole('form', { name: 'Split a column' });
  await split.getByLabel('Column').selectOption('order_id');
  await split.getByLabel('Split at').fill('-');
  await split.getByLabel('Names of the parts').fill('series, order_no');
  await expect(split.getByRole('row').nth(1)).toContainText('ORD');
  await split.getByRole('button', { name: 'Split the column' }).click();
  await page.getByRole('button', { name: 'Combine columns' }).click();
  const combine = page.getByRole('form', { name: 'Combine columns' });
  await combine.getByLabel('product', { exact: true }).check();
  await combine.getByLabel('region', { exact: true }).check();
  await combine.getByLabel('Separator').fill(' / ');
  await combine.getByLabel('Name of the new column').fill('place');
  await expect(combine.getByRole('row').nth(1)).toContainText(' / ');
  const [product, region, place] = await combine
    .getByRole('row')
    .nth(1)
    .getByRole('cell')
    .allInnerTexts()
    .then((cells) => cells.slice(1));
  expect(place).toBe(`${product} / ${region}`);
  await combine.getByRole('button', { name: 'Combine the columns' }).click();
  await page.getByRole('button', { name: 'Run with the changes' }).click();
  await expect(page.getByText('changed, not run yet')).toHaveCount(0, { timeout: 60_000 });
  const rows = (await (
    await fetch(`${server.origin}/api/data/sales?limit=50`, { headers: { authorization: `Bearer ${server.token}` } })
  ).json()) as { rows: Record<string, string>[] };
  for (const row of rows.rows) {
    expect(`${row['series']}-${row['order_no']}`).toBe(row['order_id']);
    expect(row['place']).toBe([row['product'], row['region']].filter(Boolean).join(' / '));
  }
  expect(complaints).toEqual([]);
});

test('the type of a column is changed from its menu, and the change is planned', async ({ page, workbench }) => {
  const { folder, server } = workbench;
  await runThrough(server, { pipeline: join(folder, 'pipeline.yaml') });
  await page.goto(`${server.origin}/#/data/sales/raw`);
  await page.reload();
  await page.getByRole('button', { name: 'More for order_id' }).click();
  await page.getByRole('menuitem', { name: 'Change the type …' }).click();
  const form = page.getByRole('form', { name: 'Change the type of a column' });
  await expect(form.getByLabel('Column')).toHaveValue('order_id');
  await expect(form.getByLabel('Type')).toHaveValue('text');
  await form.getByLabel('Type').selectOption('Whole number');
  await form.getByRole('button', { name: 'Change the type' }).click();
  await expect(page.getByText('order_id will be read as: whole number')).toBeVisible();
  await expect(page.getByText('changed, not run yet')).toBeVisible();
  await page.goto(`${server.origin}/#/rules`);
  await page.getByRole('button', { name: 'See what would change' }).click();
  await expect(page.getByRole('dialog')).toContainText('order_id_type');
});

test('what can be added to a pipeline is found by name', async ({ page, workbench }) => {
  const { folder, server } = workbench;
  await runThrough(server, { pipeline: join(folder, 'pipeline.yaml') });
  await page.goto(`${server.origin}/#/runs`);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Runs' })).toBeVisible();
  const find = async (words: string): Promise<void> => {
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder('Search or run a command').fill(words);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
  };
  await find('split');
  await expect(page.getByRole('form', { name: 'Split a column' })).toBeVisible();
  await find('type of a col');
  await expect(page.getByRole('form', { name: 'Change the type of a column' })).toBeVisible();
});
