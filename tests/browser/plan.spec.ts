import { join } from 'node:path';
import { expect } from '@playwright/test';
import { runThrough, test } from './workbench.ts';

test('a rule is stated in a sentence, planned, run, and the version is named, compared and taken back', async ({
  page,
  workbench,
}) => {
  const { folder, server, complaints } = workbench;
  await runThrough(server, { pipeline: join(folder, 'pipeline.yaml') });
  await page.goto(`${server.origin}/#/rules`);
  await page.reload();
  await page.getByRole('button', { name: 'Add rule' }).click();
  const adding = page.getByRole('dialog', { name: 'Add a rule' });
  const sentence = adding.getByLabel('In one sentence (optional)');
  await sentence.fill('quantity should be nice');
  await sentence.press('Enter');
  await expect(adding.getByRole('alert')).toContainText('“quantity is at least 1”');
  await sentence.fill('quantity is at most 6 when region is North');
  await sentence.press('Enter');
  await expect(adding.getByRole('alert')).toHaveCount(0);
  await expect(adding.getByLabel('At most (optional)')).toHaveValue('6');
  await expect(adding.getByRole('status')).toHaveText(/^[\d,]+ records of the current run would fail\.$/);
  const failing = Number((await adding.getByRole('status').innerText()).replace(/\D/g, ''));
  await adding.getByRole('button', { name: /^Add rule/ }).click();

  const before = await openExceptions(server);
  await page.getByRole('button', { name: 'See what would change' }).click();
  const plan = page.getByRole('dialog', { name: 'What the changes would do' });
  await expect(plan.getByRole('listitem')).toContainText('quantity is at most 6 when region is North');
  await expect(plan.locator('.plan-sentence')).toContainText('exceptions', { timeout: 30_000 });
  const [, more = '', fewer = ''] =
    /\+([\d,]+) \/ −([\d,]+) exceptions/.exec(await plan.locator('.plan-sentence').innerText()) ?? [];
  const planned = Number(more.replace(',', ''));
  expect(planned).toBeGreaterThan(0);
  expect(planned).toBeLessThanOrEqual(failing);
  expect(fewer).toBe('0');
  expect(await openExceptions(server)).toBe(before);
  await plan.getByRole('link', { name: /^Show/ }).click();
  await expect(page.locator('.toolbar')).toContainText(`${Math.min(planned, 200)} of`);

  await page.getByRole('button', { name: 'Run with the changes' }).click();
  await expect(page.getByText(`v2: ${planned} more exceptions than v1.`)).toBeVisible({ timeout: 60_000 });
  expect(await openExceptions(server)).toBe(before + planned);

  await page.goto(`${server.origin}/#/runs`);
  const versions = page.getByRole('region', { name: 'Versions' });
  await versions.getByLabel('Name of version 1').fill('before the limit');
  await versions.getByLabel('Name of version 1').press('Enter');
  await versions.getByRole('button', { name: 'Compare' }).click();
  const compared = page.getByRole('dialog', { name: 'From version 1 to version 2' });
  await expect(compared.getByRole('listitem')).toHaveText(
    /rule quantity_range was added: quantity is at most 6 when region is North$/,
  );
  await page.keyboard.press('Escape');
  await versions.getByRole('button', { name: 'Restore and run' }).click();
  await expect(page).toHaveURL(/exceptions/, { timeout: 60_000 });
  expect(await openExceptions(server)).toBe(before);
  await page.goto(`${server.origin}/#/runs`);
  await expect(versions.getByLabel('Name of version 1')).toHaveValue('before the limit');
  await expect(versions.getByRole('row', { name: /v1/ })).toContainText('2 runs');
  expect(complaints).toEqual([]);
});

async function openExceptions(server: { readonly origin: string; readonly token: string }): Promise<number> {
  const answer = await fetch(`${server.origin}/api/runs/shown`, { headers: { authorization: `Bearer ${server.token}` } });
  const { datasets } = (await answer.json()) as { datasets: Record<string, { exceptions: number; structural: number }> };
  return Object.values(datasets).reduce((sum, { exceptions, structural }) => sum + exceptions + structural, 0);
}
