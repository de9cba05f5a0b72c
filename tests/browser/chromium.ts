import { existsSync } from 'node:fs';
import { type Browser, chromium } from '@playwright/test';

/** Where a Chromium is: named by CHROMIUM, or the system's. */
export const chromiumPath = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
);

/** Options with which Chromium starts anywhere, as root in a container too. */
export const chromiumArgs = [
  '--no-sandbox',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Starts Chromium without a window. */
export function launchChromium(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('there is no Chromium; install one or name it with CHROMIUM=…');
  return chromium.launch({ executablePath: chromiumPath, args: chromiumArgs });
}
