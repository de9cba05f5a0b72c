#!/usr/bin/env node
// The one file that any Node can read: on a Node that is too old for Winnow it starts the one that came with the dependencies.
import { spawn } from 'node:child_process';
import module from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isNewEnough, oldestNode, ownNode } from './own-node.js';

if (isNewEnough) {
  const { bundleFolder, cacheFolder } = await import('./bundle.js');
  // What Node makes of the files is kept as well: the next start takes half the time.
  process.env['NODE_COMPILE_CACHE'] ??= cacheFolder;
  module.enableCompileCache(process.env['NODE_COMPILE_CACHE']);
  const bundle = await bundleFolder();
  await import(bundle === undefined ? './cli/program.ts' : pathToFileURL(join(bundle, 'program.js')).href);
} else {
  if (ownNode === undefined) {
    console.error(
      `Winnow needs Node ${oldestNode} or newer, this is ${process.version}. Run \`npm ci\` in its folder, or install Node ${oldestNode}.`,
    );
    process.exit(2);
  }
  const child = spawn(ownNode, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  // At a terminal Ctrl-C reaches the child by itself; a signal sent to this process alone is handed on.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 3)));
}
