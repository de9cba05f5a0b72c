import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, linkSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createEngine } from '#core/engine/engine.ts';
import { assertTarget } from '#core/sinks/assert-target.ts';
import { openSourceFile } from '#core/sources/file/source-file.ts';
import { assertNoWorkspace, guardWorkspace, realPathOf } from '#core/workspace/workspace-parts.ts';
import { newFolder, winnow } from '../winnow.ts';

const definition = (path: string): string =>
  `winnow: 1\nname: d\ndatasets:\n  d: { source: { path: '${path}', format: csv }, columns: { k: { type: text }, v: { type: text } }, clean: [{ step: trim }] }\nexports: [{ dataset: d }]\n`;

/** A folder with a file, a pipeline for it and a workspace that holds it. */
async function prepared(source = 'd.csv', workspace = 'w.winnow'): Promise<string> {
  const folder = newFolder();
  writeFileSync(join(folder, source), 'k,v\n1, a\n2,b\n');
  writeFileSync(join(folder, 'p.yaml'), definition(source));
  const { code } = await winnow(['run', 'p.yaml', '--workspace', workspace, '--out', 'out'], folder);
  expect(code).toBe(0);
  return folder;
}

describe('where Winnow may write', () => {
  it('keeps a manifest from taking the place of a source, a workspace or an ordinary file', async () => {
    const folder = await prepared('data.manifest.json', 'w.manifest.json');
    const attempt = (out: string, ...more: string[]) =>
      winnow(['export', '--workspace', 'w.manifest.json', '--dataset', 'd', '--out', out, ...more], folder);
    expect(await attempt('data', '--force')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/is the file that was read/),
    });
    expect(await attempt('w', '--force')).toMatchObject({ code: 2, stderr: expect.stringMatching(/is a Winnow workspace/) });
    writeFileSync(join(folder, 'c.csv.manifest.json'), 'precious');
    expect((await attempt('c.csv')).code).toBe(2);
    expect(existsSync(join(folder, 'c.csv'))).toBe(false);
    expect(readFileSync(join(folder, 'c.csv.manifest.json'), 'utf8')).toBe('precious');
    expect((await attempt('c.csv', '--force')).code).toBe(0);
    // Its own manifest is replaced without a word.
    expect((await attempt('c.csv', '--force')).code).toBe(0);
  });

  it('lets a run replace its own exports, and nothing else without --force', async () => {
    const folder = await prepared();
    const again = (...more: string[]) => winnow(['run', 'p.yaml', '--workspace', 'w.winnow', '--out', 'out', ...more], folder);
    expect((await again()).code).toBe(0);
    writeFileSync(join(folder, 'out/d-clean.csv'), 'edited by hand\n');
    expect(await again()).toMatchObject({ code: 2, stderr: expect.stringMatching(/was changed since.*--force/) });
    expect(await again('--resume')).toMatchObject({ code: 2 });
    expect(readFileSync(join(folder, 'out/d-clean.csv'), 'utf8')).toBe('edited by hand\n');
    expect((await again('--force')).code).toBe(0);
    for (const more of [[], ['--force']]) {
      const itself = await winnow(['run', 'p.yaml', '--workspace', './d-clean.csv', '--out', '.', ...more], folder);
      expect(itself).toMatchObject({ code: 2, stderr: expect.stringMatching(/is a Winnow workspace/) });
    }
  });

  it('refuses devices, pipes and open workspaces by whatever name, in every way of writing', async () => {
    const folder = await prepared();
    const pack = await winnow(['export', '--dataset', 'd', '--what', 'pack', '--out', 'd.pack'], folder);
    expect(pack.code).toBe(0);
    spawnSync('mkfifo', [join(folder, 'pipe')]);
    symlinkSync('w.winnow', join(folder, 'link.csv'));
    for (const out of ['/dev/null', 'pipe', 'w.winnow', 'w.winnow-lock', 'w.winnow-wal', 'link.csv']) {
      const applied = await winnow(['apply-changes', 'd.pack', 'd.csv', '--out', out, '--force'], folder);
      expect([out, applied.code]).toEqual([out, 2]);
      const exported = await winnow(['export', '--dataset', 'd', '--out', out, '--force'], folder);
      expect([out, exported.code]).toEqual([out, 2]);
    }
    expect((await winnow(['status'], folder)).code).toBe(0);
  });

  it('keeps sources, backups, other workspaces, logs and pipelines, whatever is written by force', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'd.csv'), 'k,v\n1,a\n2,b\n');
    writeFileSync(
      join(folder, 'p.yaml'),
      'winnow: 1\nname: d\ndatasets:\n  d: { source: { path: d.csv }, columns: { k: { type: integer }, v: { type: text } } }\n',
    );
    expect((await winnow(['run', 'p.yaml', '--workspace', 'm.winnow'], folder)).code).toBe(0);
    const backup = (await winnow(['backup', 'create', '--workspace', 'm.winnow'], folder)).stdout.trim().split(/\s+/)[0] ?? '';
    copyFileSync(join(folder, 'm.winnow'), join(folder, 'other.winnow'));
    const kept = [
      'd.csv',
      'p.yaml',
      'other.winnow',
      ...readdirSync(join(folder, 'm.winnow-backups')).map((name) => `m.winnow-backups/${name}`),
    ];
    expect([kept.length, backup]).toEqual([4, expect.stringContaining('backup')]);
    const before = kept.map((name) => readFileSync(join(folder, name)));
    for (const path of [...kept, 'm.winnow-logs/x.csv', 's3://bucket/x.csv']) {
      const of = ['--workspace', 'm.winnow', '--out', path, '--force'];
      for (const command of [
        ['report'],
        ['export', '--dataset', 'd'],
        ['anomalies', 'list'],
        ['profile', 'd.csv', '--pipeline', 'p.yaml'],
      ]) {
        const own = command[0] === 'profile' ? of.slice(2) : of;
        const { code, stderr } = await winnow([...command, ...own], folder);
        expect([code, path, stderr], command.join(' ')).toEqual([2, path, expect.stringMatching(/another|name a file|address/)]);
      }
    }
    expect(kept.map((name) => readFileSync(join(folder, name)))).toEqual(before);
    expect(existsSync(join(folder, 's3:'))).toBe(false);
  });

  it('tells generated files that nobody changed from those that somebody did', async () => {
    const folder = newFolder();
    const generate = (...more: string[]) => winnow(['generate', 'sales', '--rows', '10', '--out', '.', ...more], folder);
    expect((await generate()).code).toBe(0);
    expect((await generate('--seed', '7')).code).toBe(0);
    writeFileSync(join(folder, 'sales.csv'), 'mine\n');
    expect((await generate()).code).toBe(2);
    expect(readFileSync(join(folder, 'sales.csv'), 'utf8')).toBe('mine\n');
    expect((await generate('--force')).code).toBe(0);
  });
});

describe('the parts of a workspace', () => {
  it('are known by name, through links and by second names', () => {
    const folder = newFolder();
    const at = (name: string): string => join(folder, name);
    for (const name of ['w.winnow', 'w.winnow-lock', 'plain.csv']) writeFileSync(at(name), 'x,y\n1,2\n');
    symlinkSync('w.winnow-lock', at('soft.csv'));
    linkSync(at('w.winnow-lock'), at('hard.csv'));
    for (const name of ['w.winnow', 'w.winnow-lock', 'w.winnow-wal', 'w.winnow-shm', 'soft.csv'])
      expect(() => assertNoWorkspace(at(name)), name).toThrow(/workspace/);
    expect(() => assertNoWorkspace(at('plain.csv'))).not.toThrow();
    const unguard = guardWorkspace(at('w.winnow'));
    expect(() => openSourceFile(at('hard.csv'))).toThrow(/a part of the workspace/);
    expect(() => assertTarget(at('hard.csv'), { replaces: 'files' })).toThrow(/a part of the workspace/);
    unguard();
    expect(() => assertNoWorkspace(at('hard.csv'))).not.toThrow();
  });

  it('are refused by every way to open a file', async () => {
    const folder = await prepared();
    const engine = createEngine(join(folder, 'w.winnow'));
    const { createRouterClient } = await import('@orpc/server');
    const ask = createRouterClient(engine.router);
    const lock = join(folder, 'w.winnow-lock');
    const doors = [
      () => ask.sources.preview({ path: lock }),
      () => ask.sources.infer({ path: lock }),
      () => ask.runs.start({ pipeline: lock }),
      () => ask.runs.start({ pipeline: join(folder, 'p.yaml'), inputs: { d: lock } }),
      () => ask.runs.estimate({ pipeline: join(folder, 'p.yaml'), inputs: { d: lock } }),
      () => ask.exceptions.import({ dataset: 'd', path: lock, isPreview: true }),
      () => ask.exports.applyPack({ pack: lock, file: join(folder, 'd.csv'), path: join(folder, 'x') }),
      () => ask.exports.applyPack({ pack: join(folder, 'd.csv'), file: lock, path: join(folder, 'x') }),
    ];
    for (const open of doors) await expect(open()).rejects.toThrow(/part of the workspace/);
    await engine.close();
  });

  it('follow a link that leads to a file which is not there yet', () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'real'));
    symlinkSync('real/w.winnow', join(folder, 'link.winnow'));
    expect(realPathOf(join(folder, 'link.winnow'))).toBe(join(realPathOf(folder), 'real/w.winnow'));
    symlinkSync('loop', join(folder, 'loop'));
    expect(() => realPathOf(join(folder, 'loop'))).toThrow(/leads to itself/);
  });
});
