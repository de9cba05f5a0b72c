import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { stopAndGoOn, tellStory } from '../session/story.ts';
import { runThrough, test } from './workbench.ts';

test('a file is dropped, looked at, run, reviewed, charted, exported and found again', async ({ page, workbench }) => {
  const { folder, complaints } = workbench;
  const csv = readFileSync(join(folder, 'sales.csv'), 'utf8');
  const bring = async (): Promise<void> => {
    const dropped = await page.evaluateHandle((text) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], 'april.csv', { type: 'text/csv' }));
      return transfer;
    }, csv);
    await page.dispatchEvent('.frame', 'drop', { dataTransfer: dropped });
  };
  const reopen = async (): Promise<void> => {
    const address = page.url();
    await page.goto('about:blank');
    await page.goto(address);
  };
  await tellStory(page, folder, { bring, reopen });
  expect(complaints).toEqual([]);
});

test('a run that goes on can be stopped, is offered again, and goes on', async ({ page, workbench }) => {
  const { folder, complaints } = workbench;
  await stopAndGoOn(page, folder);
  expect(complaints).toEqual([]);
});

test('keys alone lead everywhere', async ({ page, workbench }) => {
  await runThrough(workbench.server, { pipeline: join(workbench.folder, 'pipeline.yaml') });
  await page.reload();
  await expect(page.getByRole('link', { name: /Raw/ })).toBeVisible();
  await page.keyboard.press('Control+2');
  await expect(page.locator('.ag-row').first()).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(page.getByPlaceholder('Search or run a command')).toBeFocused();
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
  await page.keyboard.press('Control+Shift+f');
  await page.keyboard.type('snacks');
  await page.keyboard.press('Enter');
  await expect(page.locator('.chips')).toContainText('holds “snacks”');
});
