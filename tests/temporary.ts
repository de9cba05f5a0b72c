import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFolder, cacheFolder } from '../core/hosts/bundle.js';

/** Gives all tests of one run a folder for whatever they leave behind, and takes it away after the last of them. */
export default async function temporaryFolder(): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'winnow-tests-'));
  // Some tests are another user, who must be able to walk through.
  chmodSync(folder, 0o755);
  process.env['TMPDIR'] = folder;
  // The list of recent workspaces is the person's, not the tests'.
  process.env['WINNOW_HOME'] = join(folder, 'home');
  // Threads start from the bundle, as those of the command line do (tests/thread-url.ts).
  const bundle = await bundleFolder();
  if (bundle !== undefined) process.env['WINNOW_TEST_BUNDLE'] = bundle;
  process.env['NODE_COMPILE_CACHE'] ??= cacheFolder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
