import { existsSync } from 'node:fs';
import { arch, platform, versions } from 'node:process';
import { fileURLToPath } from 'node:url';

/** The oldest Node that runs Winnow: it runs TypeScript as it is, and better-sqlite3 can be loaded in it. */
export const oldestNode = 24;

/** Whether the Node that runs this file is new enough. */
export const isNewEnough = Number(versions.node.split('.')[0]) >= oldestNode;

/** The Node that `npm ci` brought along for this platform; undefined where there is none. */
export const ownNode = packageNames()
  .map((name) =>
    fileURLToPath(new URL(`../../node_modules/${name}/bin/node${platform === 'win32' ? '.exe' : ''}`, import.meta.url)),
  )
  .find((path) => existsSync(path));

/** The package for Macs with Apple's processor is named unlike the others. */
function packageNames() {
  const system = `${platform === 'win32' ? 'win' : platform}-${arch}`;
  return [`node-${system}`, `node-bin-${system}`];
}
