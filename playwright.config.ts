import { defineConfig } from '@playwright/test';
import { chromiumArgs, chromiumPath } from './tests/browser/chromium.ts';

export default defineConfig({
  testDir: 'tests',
  testMatch: '**/*.spec.ts',
  // Long enough for a machine that has other things to do.
  timeout: 300_000,
  expect: { timeout: 30_000 },
  fullyParallel: false,
  workers: 2,
  // A loaded machine may be late once; whatever needs its second try is listed as flaky.
  retries: 1,
  reporter: 'list',
  globalSetup: ['./tests/temporary.ts', './tests/browser/build.ts'],
  use: {
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    launchOptions: { args: [...chromiumArgs], ...(chromiumPath !== undefined && { executablePath: chromiumPath }) },
    permissions: ['clipboard-read', 'clipboard-write'],
  },
});
