// Runs a command line with Winnow's own Node first in the PATH: `node core/hosts/on-node.js "vitest run && playwright test"`. npm 10 does not
// link the program of an optional package, so that `node` in a script would be the Node of the machine, which may be too old.
import { spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { isNewEnough, oldestNode, ownNode } from './own-node.js';

if (ownNode === undefined && !isNewEnough) {
  console.error(
    `This needs Node ${oldestNode} or newer, and this is ${process.version}. Run \`npm ci\`, or install a newer Node.`,
  );
  process.exit(2);
}
const path = ownNode === undefined ? process.env['PATH'] : `${dirname(ownNode)}${delimiter}${process.env['PATH']}`;
const child = spawn(process.argv.slice(2).join(' '), { shell: true, stdio: 'inherit', env: { ...process.env, PATH: path } });
// At a terminal Ctrl-C reaches the command by itself.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code) => process.exit(code ?? 1));
