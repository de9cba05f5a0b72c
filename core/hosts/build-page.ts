import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const built = join(root, 'out/renderer/index.html');

/**
 * Builds the page of the workbench where it is not there or older than its sources; a package brings it along built. Where the
 * tools that build it were not installed, the API is served without it.
 */
export async function buildPage(): Promise<void> {
  if (!isStale() || !existsSync(join(root, 'node_modules/vite'))) return;
  const { build } = await import('vite');
  await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'error' });
}

function isStale(): boolean {
  const sources = join(root, 'renderer');
  if (!existsSync(sources)) return false;
  if (!existsSync(built)) return true;
  const builtAt = statSync(built).mtimeMs;
  const isNewer = (folder: string): boolean =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).some(
      (name) => statSync(join(root, folder, name)).mtimeMs > builtAt,
    );
  return isNewer('renderer') || isNewer('core/contract') || statSync(join(root, 'vite.config.ts')).mtimeMs > builtAt;
}
