#!/usr/bin/env node
// The one file that any Node can read: Winnow itself needs Node 24 or newer, which runs TypeScript as it is and which better-sqlite3
// needs to load at all. On an older Node this starts the one that came with the dependencies.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { arch, platform } from 'node:process';
import { fileURLToPath } from 'node:url';

const needed = 24;
const cli = fileURLToPath(new URL('./cli.ts', import.meta.url));
// What Node makes of the files is kept with the other dependencies: the next start and every thread take half the time.
const cache = fileURLToPath(new URL('../../node_modules/.cache/winnow', import.meta.url));
process.env.NODE_COMPILE_CACHE ??= cache;

if (Number(process.versions.node.split('.')[0]) >= needed) {
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
  await import('./cli.ts');
} else {
  const os = platform === 'win32' ? 'win' : platform;
  const program = platform === 'win32' ? 'node.exe' : 'node';
  // The package for Macs with Apple's processor has a name of its own form.
  const own = [`node-${os}-${arch}`, `node-bin-${os}-${arch}`]
    .map((name) => fileURLToPath(new URL(`../../node_modules/${name}/bin/${program}`, import.meta.url)))
    .find((path) => existsSync(path));
  if (own === undefined) {
    console.error(
      `Winnow needs Node ${needed} or newer, this is ${process.version}. Run \`npm ci\` in its folder, or install Node ${needed}.`,
    );
    process.exit(2);
  }
  const child = spawn(own, [cli, ...process.argv.slice(2)], { stdio: 'inherit' });
  // At a terminal Ctrl-C reaches the child by itself; a signal sent to this process alone is handed on.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 3)));
}
