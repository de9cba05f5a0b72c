import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rowsOf } from '../rows-of.ts';
import { newFolder, root, winnow } from '../winnow.ts';

const sample = join(root, 'resources/pipelines/sales/sales.csv');
const races = Number(process.env['WINNOW_RACES'] ?? 6);

describe('two at once', () => {
  it('on one workspace: one works, the other is told so or comes after; nothing is mixed', async () => {
    const folder = newFolder();
    copyFileSync(sample, join(folder, 'sales.csv'));
    const args = ['run', 'sales', '--input', 'sales=sales.csv', '--workspace', 'w.winnow'];
    const told: number[] = [];
    for (let race = 0; race < races; race++) {
      const ended = await Promise.all([winnow(args, folder), winnow(args, folder)]);
      for (const { code, stderr } of ended) {
        if (code !== 0) expect(stderr).toMatch(/is in use by another Winnow/);
        told.push(code ?? -1);
      }
      expect(ended.some(({ code }) => code === 0)).toBe(true);
    }
    expect(told.filter((code) => code !== 0 && code !== 2)).toEqual([]);
    const workspace = join(folder, 'w.winnow');
    expect(rowsOf(workspace, 'pragma integrity_check')).toEqual([['ok']]);
    expect(rowsOf(workspace, 'select count(*) from runs where is_published = 1')).toEqual([[1]]);
    expect(rowsOf(workspace, "select count(*) from runs where status = 'succeeded'")).toEqual([
      [told.filter((code) => code === 0).length],
    ]);
    expect(rowsOf(workspace, 'select read, clean + exceptions from run_ledger order by run_no desc limit 1')).toEqual([
      [4000, 4000],
    ]);
    expect((await winnow(['audit', 'verify', '--workspace', 'w.winnow'], folder)).code).toBe(0);
  });
});

describe.skipIf(process.getuid?.() !== 0)('a folder that may not be written to', () => {
  it('ends in a sentence for a person without rights, and nothing changes', async () => {
    const folder = newFolder();
    const source = join(folder, 'data');
    mkdirSync(source);
    copyFileSync(sample, join(source, 'sales.csv'));
    chmodSync(folder, 0o755);
    chmodSync(source, 0o555);
    const before = readFileSync(join(source, 'sales.csv'));
    const { code, stderr } = await asNobody(['run', 'sales', '--input', 'sales=sales.csv', '--workspace', 'w.winnow'], source);
    expect(code).toBe(2);
    expect(stderr).toMatch(/cannot be opened; check that its folder exists and may be written to|may not be written to/);
    expect(readdirSync(source)).toEqual(['sales.csv']);
    expect(readFileSync(join(source, 'sales.csv')).equals(before)).toBe(true);
    // To look is allowed.
    const looked = await asNobody(['infer', 'sales.csv'], source);
    expect(looked.code, looked.stderr).toBe(0);
  });
});

/** Runs the command line as the user who owns nothing. */
function asNobody(args: readonly string[], folder: string): Promise<{ readonly code: number | null; readonly stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, 'core/hosts/winnow.js'), ...args], {
      cwd: folder,
      uid: 65_534,
      gid: 65_534,
      env: { ...process.env, HOME: '/nonexistent', NO_COLOR: '1' },
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('close', (code) => resolve({ code, stderr }));
  });
}
