import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { runThrough, test } from './workbench.ts';

const pipeline = `winnow: 1
name: shares
datasets:
  shares:
    source: { path: shares.csv }
    key: [no]
    columns: { no: { type: text }, share: { type: text, values: ['5%', '%', '50%25', ten] } }
`;

test('a percent sign is one anywhere, a broken address breaks nothing, and a text that no longer narrows is gone', async ({
  page,
  workbench: { folder, server, complaints },
}) => {
  const rows = Array.from({ length: 40 }, (_, index) => `${index + 1},${['5%', '%', '50%25', 'ten'][index % 4]}`);
  writeFileSync(join(folder, 'shares.csv'), `no,share\n${rows.join('\n')}\n`);
  writeFileSync(join(folder, 'shares.yaml'), pipeline);
  await runThrough(server, { pipeline: join(folder, 'shares.yaml') });
  await page.goto(`${server.origin}/#/data/shares/raw`);
  await page.reload();
  const search = page.getByLabel('Search in all cells');
  const shown = page.locator('.toolbar [aria-live]');
  for (const [text, found] of [
    ['5%', '10 of 40'],
    ['50%25', '10 of 40'],
    ['%', '30 of 40'],
  ] as const) {
    await search.fill(text);
    await search.press('Enter');
    await expect(shown).toContainText(found);
    await page.reload();
    await expect(search).toHaveValue(text);
    await expect(shown).toContainText(found);
  }
  await page.locator('.chips button').first().click();
  await expect(shown).toContainText('40 rows');
  await expect(search).toHaveValue('');
  await search.click();
  await page.locator('.ag-row[row-index="0"] .ag-cell[col-id="no"]').click();
  await expect(shown).toContainText('40 rows');

  for (const broken of ['null', '[]', '%25', '%7B%22filter%22%3A5%7D', '%E0%A4%A']) {
    await page.goto(`${server.origin}/#/data/shares/raw/${broken}`);
    await expect(page.locator('.ag-row').first(), broken).toBeVisible();
    await expect(shown).toContainText('40 rows');
  }

  // The one file is not taken for the other.
  writeFileSync(join(folder, '50%25.csv'), 'right\n1\n');
  writeFileSync(join(folder, '50%.csv'), 'wrong\n1\n');
  await page.goto(`${server.origin}/#/`);
  await page.evaluate(
    (path) => {
      location.hash = `/open/${encodeURIComponent(path.replaceAll('%', '%25'))}`;
    },
    join(folder, '50%25.csv'),
  );
  await expect(page.getByRole('heading', { name: '50%25.csv' })).toBeVisible();
  await expect(page.locator('.preview-table')).toContainText('right');
  expect(complaints).toEqual([]);
});

test('what is run elsewhere is noticed, and to go to a row takes the keys there', async ({
  page,
  workbench: { folder, server },
}) => {
  const write = (bad: number): void =>
    writeFileSync(
      join(folder, 'shares.csv'),
      `no,share\n${Array.from({ length: 150 }, (_, index) => `${index},${index < bad ? 'x' : 'ten'}`).join('\n')}\n`,
    );
  writeFileSync(join(folder, 'shares.yaml'), pipeline);
  write(120);
  await runThrough(server, { pipeline: join(folder, 'shares.yaml') });
  await page.goto(`${server.origin}/#/data/shares/exceptions`);
  await page.reload();
  const shown = page.locator('.toolbar [aria-live]');
  await expect(shown).toContainText('120 rows');
  await page.keyboard.press('Control+g');
  await page.keyboard.type('110');
  await page.keyboard.press('Enter');
  const focused = (): Promise<string | null | undefined> =>
    page.evaluate(() => document.activeElement?.closest('.ag-row')?.getAttribute('row-index'));
  await expect.poll(focused).toBe('109');
  await page.keyboard.press('ArrowUp');
  await expect.poll(focused).toBe('108');
  await page.keyboard.press('Control+End');
  await expect.poll(focused).toBe('119');
  await page.keyboard.press('ArrowUp');
  await expect.poll(focused).toBe('118');
  await page.keyboard.press('Control+Home');
  await expect.poll(focused).toBe('0');

  write(90);
  await runThrough(server, { pipeline: join(folder, 'shares.yaml') });
  await expect(shown).toContainText('90 rows', { timeout: 15_000 });
});
