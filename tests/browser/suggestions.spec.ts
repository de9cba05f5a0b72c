import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';
import { test } from './workbench.ts';

test('what holds is decided before the first run, and only what is ticked is applied', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  const lines = Array.from({ length: 200 }, (_, at) => {
    const [quantity, price] = [1 + (at % 7), 5 + (at % 4)];
    const region = at === 3 ? 'north' : at === 4 ? 'unknown' : at % 2 === 0 ? 'North' : 'South';
    return `A-${1000 + at},${region},${at === 9 ? 'Big  box' : `Box ${at % 50}`},${quantity},${price},${quantity * price + (at === 20 ? 1 : 0)}`;
  });
  writeFileSync(join(folder, 'shop.csv'), `code,region,item,quantity,price,total\n${lines.join('\n')}\nTotal,,,,,6000\n`);
  await page.goto(`${server.origin}/#/open/${encodeURIComponent(join(folder, 'shop.csv'))}`);
  await page.getByRole('button', { name: 'Suggestions' }).click();
  await expect(page.getByRole('status')).toHaveText('1 suggestion ticked', { timeout: 30_000 });
  const suggestion = (text: string | RegExp) => page.getByRole('listitem').filter({ hasText: text });
  await expect(suggestion('Collapse repeated spaces in item').getByRole('checkbox')).toBeChecked();
  const formula = suggestion('Total = quantity * price');
  await expect(formula).toContainText('1 record breaks it');
  await formula.getByRole('button', { name: 'Show 1 row' }).click();
  await expect(formula.getByRole('row').last()).toContainText('A-1020');
  await formula.getByRole('checkbox').check();
  await suggestion('Use one spelling for each value of region').getByRole('checkbox').check();
  await suggestion('No record is a total line').getByRole('checkbox').check();
  await expect(page.getByRole('status')).toHaveText('4 suggestions ticked');
  await expect(suggestion('Empty region where').getByRole('checkbox')).not.toBeChecked();
  const axe = await new AxeBuilder({ page }).analyze();
  expect(axe.violations.map(({ id }) => id)).toEqual([]);
  await page.getByRole('combobox', { name: 'A record that breaks a ticked rule' }).selectOption('error');
  await page.getByRole('button', { name: 'Run', exact: true }).click();

  await page.getByRole('link', { name: /To review 2/ }).waitFor({ timeout: 60_000 });
  const { yaml } = (await (
    await fetch(`${server.origin}/api/pipeline`, { headers: { authorization: `Bearer ${server.token}` } })
  ).json()) as { yaml: string };
  expect(yaml).toContain('{ step: collapse-space, column: item }');
  expect(yaml).toContain('{ step: map, column: region, values: { north: North } }');
  expect(yaml).toContain('expression: total = quantity * price');
  expect(yaml).not.toContain('set-empty');
  expect(complaints).toEqual([]);
});
