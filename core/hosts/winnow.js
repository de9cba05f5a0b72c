#!/usr/bin/env node
// The one file that any Node can read: on a Node that is too old for Winnow it starts the one that came with the dependencies.
import { spawn } from 'node:child_process';
import module from 'node:module';
import { fileURLToPath } from 'node:url';
import { isNewEnough, oldestNode, ownNode } from './own-node.js';

const cli = fileURLToPath(new URL('./cli.ts', import.meta.url));
// What Node makes of the files is kept with the other dependencies: the next start takes half the time.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../../node_modules/.cache/winnow', import.meta.url));

if (isNewEnough) {
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
  await import('./cli.ts');
} else {
  if (ownNode === undefined) {
    console.error(
      `Winnow needs Node ${oldestNode} or newer, this is ${process.version}. Run \`npm ci\` in its folder, or install Node ${oldestNode}.`,
    );
    process.exit(2);
  }
  const child = spawn(ownNode, [cli, ...process.argv.slice(2)], { stdio: 'inherit' });
  // At a terminal Ctrl-C reaches the child by itself; a signal sent to this process alone is handed on.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 3)));
}
