import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { runThrough, test } from './workbench.ts';

const pipeline = `winnow: 1
name: lines
datasets:
  lines:
    source: { path: lines.csv }
    columns:
      number: { type: integer, required: true, unique: true }
      word: { type: text, required: true }
      note: { type: text }
`;

test('broken lines are rewritten and checked at every letter, or kept out, without the mouse', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  writeFileSync(join(folder, 'lines.csv'), 'number,word,note\n1,one,fine\n2,two\n3,three,a,b\n4,"four,c\n5,five,d\n');
  writeFileSync(join(folder, 'lines.yaml'), pipeline);
  await runThrough(server, { pipeline: join(folder, 'lines.yaml') });
  await page.goto(`${server.origin}/#/data/lines/exceptions/${encodeURIComponent('{"view":"problems"}')}`);
  await page.reload();
  const account = page.getByLabel('Account');
  await expect(account).toContainText('3 broken lines');

  // By problem: each line is another, so none is mended with another.
  await page.getByRole('button', { name: /too few or too many cells/ }).click();
  await expect(page.getByRole('button', { name: /^Accept suggestions/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Rewrite it …' }).first().click();
  const line = page.getByLabel('The rewritten line');
  await expect(line).toHaveValue('2,two');

  // By record: Enter in the grid goes to the line, Enter there accepts it.
  await page.getByRole('button', { name: 'Show all rows' }).click();
  await page.locator('.ag-row[row-index="0"] .ag-cell[col-id="word"]').click();
  await page.keyboard.press('Enter');
  await expect(line).toBeFocused();
  await expect(page.getByText('no cell')).toHaveCount(1);
  await page.keyboard.press('End');
  await page.keyboard.type(',');
  await expect(page.getByText('no cell')).toHaveCount(0);
  await page.keyboard.press('Home');
  await page.keyboard.press('Delete');
  await page.keyboard.type('1');
  await expect(page.locator('#line-verdict')).toContainText('appears 2 times');
  await page.keyboard.press('Enter');
  await expect(account).toContainText('3 broken lines');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('2');
  await expect(page.locator('#line-verdict')).toContainText('Every rule of this record passes');
  await page.keyboard.press('Enter');
  await expect(account).toContainText('2 broken lines');
  await expect(account).toContainText('3 clean');

  // Kept out with a reason, all by keys.
  await page.locator('.ag-row[row-index="1"] .ag-cell[col-id="word"]').click();
  await page.keyboard.press('r');
  await expect(page.getByLabel('Why is it kept out?')).toBeFocused();
  await page.keyboard.type('not worth it');
  await page.keyboard.press('Enter');
  await expect(account).toContainText('1 broken line');
  await expect(account).toContainText('1 rejected');
  expect(complaints).toEqual([]);
});
