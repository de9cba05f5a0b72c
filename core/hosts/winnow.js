#!/usr/bin/env node
// The one file that any Node can read: Winnow itself needs Node 24, which runs TypeScript as it is and which better-sqlite3
// needs to load at all. On an older Node this starts the one that came with the dependencies.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const needed = 24;
const cli = fileURLToPath(new URL('./cli.ts', import.meta.url));

if (Number(process.versions.node.split('.')[0]) >= needed) {
  await import('./cli.ts');
} else {
  const own = fileURLToPath(new URL('../../node_modules/node/bin/node', import.meta.url));
  if (!existsSync(own)) {
    console.error(
      `Winnow needs Node ${needed} or newer, this is ${process.version}. Run \`npm ci\` in its folder, or install Node ${needed}.`,
    );
    process.exit(2);
  }
  // The child gets the terminal's signals itself; this process only waits for it.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {});
  const { status, signal } = spawnSync(own, [cli, ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exit(status ?? (signal === 'SIGINT' ? 130 : 3));
}
