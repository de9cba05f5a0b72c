import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { runThrough, test } from './workbench.ts';

test('one decision gives a text to every record of a problem, or empties it', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  writeFileSync(
    join(folder, 'd.csv'),
    `k,day\n${Array.from({ length: 9 }, (_, row) => `${row},${row % 3 === 0 ? '2024-01-01' : '0000-00-00'}`).join('\n')}\n`,
  );
  const yaml =
    'winnow: 1\nname: d\ndatasets:\n  d: { source: { path: d.csv }, columns: { k: { type: text }, day: { type: date } } }\n';
  writeFileSync(join(folder, 'd.yaml'), yaml);
  await runThrough(server, { pipeline: join(folder, 'd.yaml') });
  await page.goto(`${server.origin}/#/data/d/exceptions/${encodeURIComponent(JSON.stringify({ view: 'problems' }))}`);
  await page.reload();
  await page.getByText('day cannot be read').click();
  await page.getByRole('button', { name: 'Set or empty day in all 6 …' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/New text of day/).fill('2024-13-01');
  await expect(dialog).toContainText('Changes 0 of 6 records. 6 stay as they are');
  await dialog.getByLabel(/New text of day/).fill('');
  await expect(dialog).toContainText('6 become clean');
  await dialog.getByRole('radio', { name: /Do this in every run/ }).check();
  await dialog.getByRole('button', { name: 'Apply to 6 records' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('link', { name: 'Clean 9' })).toBeVisible();
  // What was decided once is done in every run from now on.
  await page.getByRole('link', { name: 'See the steps' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Empty "0000-00-00" in day' })).toBeVisible();
  await page.getByRole('button', { name: 'Run with the changes' }).click();
  await expect(page.getByText('v2: as many exceptions as before.')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('link', { name: 'Clean 9' })).toBeVisible();
  const answer = await fetch(`${server.origin}/api/pipeline`, { headers: { authorization: `Bearer ${server.token}` } });
  expect(((await answer.json()) as { yaml: string }).yaml).toContain('{ step: set-empty, column: day, values: [ 0000-00-00 ] }');
  expect(complaints).toEqual([]);
});
