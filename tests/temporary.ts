import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Keeps what Node makes of TypeScript, as the command line does: otherwise every thread takes the types off by itself, in WebAssembly, and Node
 * 24.21 now and then ends the process when one of several such threads ends (a check in V8's UnregisterWasmAllocation).
 */
function keepCompiled(): void {
  process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('../node_modules/.cache/winnow', import.meta.url));
}

/** Gives all tests of one run a folder for whatever they leave behind, and takes it away after the last of them. */
export default function temporaryFolder(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'winnow-tests-'));
  // Some tests are another user, who must be able to walk through.
  chmodSync(folder, 0o755);
  process.env['TMPDIR'] = folder;
  // The list of recent workspaces is the person's, not the tests'.
  process.env['WINNOW_HOME'] = join(folder, 'home');
  keepCompiled();
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
