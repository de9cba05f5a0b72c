import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';
import { runThrough, test } from './workbench.ts';

test('YAML is written with completion, and its mistakes stand on their lines', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  await runThrough(server, { pipeline: join(folder, 'pipeline.yaml') });
  await page.goto(`${server.origin}/#/rules`);
  await page.reload();
  await page.getByRole('button', { name: 'As YAML' }).click();
  const text = page.getByRole('textbox', { name: 'pipeline.yaml' });
  await expect(text).toContainText('datasets:');
  const axe = await new AxeBuilder({ page }).analyze();
  expect(axe.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  await text.press('Control+End');
  await page.keyboard.type('\nrevi');
  await page.getByRole('option', { name: 'review' }).click();
  await expect(text).toContainText('review:');
  await page.keyboard.type('{ sign_off: mayb');
  await page.keyboard.press('Escape');
  const mark = page.locator('.cm-lint-marker-error');
  await expect(mark).toBeVisible();
  await mark.hover();
  await expect(page.locator('.cm-tooltip')).toContainText('second_person');
  // The editor closed the brace by itself.
  for (let key = 0; key < 4; key++) await page.keyboard.press('Backspace');
  await page.keyboard.type('optional ');
  await expect(mark).toHaveCount(0);
  await page.getByRole('button', { name: 'Run with the changes' }).click();
  await expect(page.getByText('changed, not run yet')).toHaveCount(0, { timeout: 60_000 });
  await expect(text).toContainText('sign_off: optional');
  expect(complaints).toEqual([]);
});
