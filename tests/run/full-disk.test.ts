import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rowsOf } from '../rows-of.ts';
import { newFolder, winnow } from '../winnow.ts';

const succeeds = (program: string, args: readonly string[]): boolean =>
  spawnSync(program, args, { stdio: 'ignore' }).status === 0;

/** Makes a small disk in memory; undefined where this user may not. */
function smallDisk(size: string): string | undefined {
  const folder = join(newFolder(), 'disk');
  mkdirSync(folder);
  return process.platform === 'linux' && succeeds('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder])
    ? folder
    : undefined;
}

const probe = smallDisk('1m');
if (probe) succeeds('umount', [probe]);
else console.warn('SMALL DISKS CANNOT BE MOUNTED by this user: the tests of a full disk are skipped');

describe.runIf(probe)('a full disk', () => {
  it('stops the run with one sentence, and it goes on when there is space', async () => {
    const data = newFolder();
    await winnow(['generate', 'sales', '--rows', '40000', '--seed', '3', '--out', data], data);
    const args = (folder: string, more: readonly string[] = []) => [
      'run',
      'sales',
      '--input',
      `sales=${join(data, 'sales.csv')}`,
      '--workspace',
      join(folder, 's.winnow'),
      '--out',
      join(folder, 'out'),
      '--json',
      '--ignore-space',
      ...more,
    ];
    const digestOf = (folder: string): string =>
      createHash('sha256')
        .update(readFileSync(join(folder, 'out', 'sales-clean.csv')))
        .update(readFileSync(join(folder, 'out', 'sales-exceptions.csv')))
        .digest('hex');
    const free = newFolder();
    expect((await winnow(args(free), free)).code).toBe(0);

    // Too small for the workspace, then for the exports, then large enough.
    const disk = smallDisk('4m') ?? '';
    try {
      // The estimate sees it coming, and nothing is begun.
      const refused = await winnow(
        args(disk).filter((arg) => arg !== '--ignore-space'),
        data,
      );
      expect(refused.code).toBe(2);
      expect(refused.stderr).toMatch(
        /^winnow: the run needs about [\d,]+ rows, [\d,]+ MiB of disk .* but only \d+ MiB are free in .*\n$/,
      );
      expect(readdirSync(disk)).toEqual([]);
      const first = await winnow(args(disk), data);
      expect(first.code).toBe(3);
      expect(first.stderr).toMatch(/^winnow: .*the disk is full.*\n$/);
      succeeds('mount', ['-o', 'remount,size=17m', disk]);
      const second = await winnow(args(disk, ['--resume']), data);
      if (second.code !== 0) {
        expect(second.code).toBe(3);
        expect(second.stderr).toMatch(/the disk is full/);
        for (const name of readdirSync(disk)) expect(name).not.toMatch(/\.part$/);
      }
      succeeds('mount', ['-o', 'remount,size=100m', disk]);
      expect((await winnow(args(disk, second.code === 0 ? [] : ['--resume']), data)).code).toBe(0);
      expect(digestOf(disk)).toBe(digestOf(free));
      expect(rowsOf(join(disk, 's.winnow'), 'pragma integrity_check')).toEqual([['ok']]);
      expect(rowsOf(join(disk, 's.winnow'), 'select count(*) from raw_sales')).toEqual([[40_000]]);
    } finally {
      succeeds('umount', [disk]);
    }
  });
});
