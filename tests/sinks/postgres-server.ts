import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const installed = '/usr/lib/postgresql';

/** The programs of the newest PostgreSQL server of this machine; undefined where there is none. */
export const postgresPrograms: string | undefined = existsSync(installed)
  ? readdirSync(installed)
      .toSorted((one, other) => Number(other) - Number(one))
      .map((version) => join(installed, version, 'bin'))
      .find((folder) => existsSync(join(folder, 'initdb')))
  : undefined;

/** Starts a PostgreSQL server of its own on this machine; it forgets everything when it is stopped. */
export async function startPostgres(): Promise<{ readonly url: string; readonly stop: () => void }> {
  const folder = join(mkdtempSync(join(tmpdir(), 'winnow-postgres-')), 'data');
  mkdirSync(folder);
  const isRoot = process.getuid?.() === 0;
  // The server refuses to run as root.
  if (isRoot) execFileSync('chown', ['-R', 'postgres', join(folder, '..')]);
  const run = (program: string, ...args: string[]): void => {
    const path = join(postgresPrograms ?? '', program);
    const ended = isRoot ? spawnSync('runuser', ['-u', 'postgres', '--', path, ...args]) : spawnSync(path, args);
    if (ended.status !== 0) throw new Error(`${program}: ${ended.stderr?.toString() ?? ended.error?.message}`);
  };
  const port = await freePort();
  run('initdb', '-D', folder, '-A', 'trust', '-U', 'winnow', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync');
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder} -c fsync=off`;
  run('pg_ctl', '-D', folder, '-w', '-l', join(folder, 'log'), '-o', options, 'start');
  return {
    url: `postgres://winnow@127.0.0.1:${port}/postgres`,
    stop: () => run('pg_ctl', '-D', folder, '-m', 'immediate', 'stop'),
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
