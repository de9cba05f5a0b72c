import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** In tests, stands in for `core/engine/thread-url.ts`: threads start from the bundle that was made before the first test. */
export function threadUrl(name: string): URL {
  const folder = process.env['WINNOW_TEST_BUNDLE'];
  return folder === undefined ? new URL(`../core/engine/${name}.ts`, import.meta.url) : pathToFileURL(join(folder, `${name}.js`));
}
