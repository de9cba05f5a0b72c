import { buildPage } from '#core/hosts/build-page.ts';
import { chromiumPath } from './chromium.ts';

/** Builds the page once for all browser tests. */
export default async function build(): Promise<void> {
  await buildPage();
  if (chromiumPath === undefined)
    console.error('\n!!! THE BROWSER TESTS ARE SKIPPED: there is no Chromium; install one or name it with CHROMIUM=…\n');
}
