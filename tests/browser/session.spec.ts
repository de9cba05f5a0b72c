import { join } from 'node:path';
import { expect } from '@playwright/test';
import { reviewMonth } from '../session/session.ts';
import { writeSession } from '../session/session-data.ts';
import { runThrough, test } from './workbench.ts';

test('a month of orders is reviewed as a person would', async ({ page, workbench }) => {
  const { folder, server, complaints } = workbench;
  writeSession(folder);
  await page.goto(`${server.origin}/#/open/${encodeURIComponent(join(folder, 'orders.csv'))}`);
  await page.reload();
  await expect(page.getByLabel('Separator')).toHaveValue(';');
  await expect(page.getByLabel('Encoding')).toHaveValue('windows-1252');
  await expect(page.getByText('Winnow will not guess')).toBeVisible();
  await runThrough(server, { pipeline: join(folder, 'pipeline.yaml') });
  await page.reload();
  await reviewMonth(page, folder);
  expect(complaints).toEqual([]);
});
