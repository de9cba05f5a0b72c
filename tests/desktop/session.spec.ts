import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { buildDesktop, locateElectron } from '#core/hosts/desktop.ts';
import { reviewMonth } from '../session/session.ts';
import { writeSession } from '../session/session-data.ts';
import { winnow } from '../winnow.ts';
import { startDesktop } from './start-desktop.ts';

const program = locateElectron();
test.skip(program === undefined, 'there is no Electron');

test('a month of orders is reviewed in the window as in the browser', async () => {
  if (program === undefined) return;
  const folder = mkdtempSync(join(tmpdir(), 'winnow-session-'));
  writeSession(folder);
  const ended = await winnow(['run', 'pipeline.yaml', '--workspace', 'march.winnow'], folder);
  expect(ended.code, ended.stderr).toBe(0);
  buildDesktop();
  const app = await startDesktop(program, [join(folder, 'march.winnow')], join(folder, 'home'));
  const page = await app.firstWindow();
  await expect(
    page
      .getByLabel('Account')
      .or(page.getByRole('link', { name: /Raw/ }).first())
      .first(),
  ).toBeVisible({
    timeout: 30_000,
  });
  await reviewMonth(page, folder);
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});
