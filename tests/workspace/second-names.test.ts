import { linkSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openForReading } from '#core/workspace/open-for-reading.ts';
import { openWorkspace } from '#core/workspace/workspace.ts';
import { newFolder } from '../winnow.ts';

describe('a workspace under a second name', () => {
  it('is locked by the file that a link leads to', () => {
    const folder = newFolder();
    const [path, link] = [join(folder, 'w.winnow'), join(folder, 'link.winnow')];
    const held = openWorkspace(path);
    symlinkSync(path, link);
    expect(() => openWorkspace(link)).toThrow(/in use by another Winnow/);
    held.close();
    openWorkspace(link).close();
  });

  it('is refused where the second name is a hard link, until one of the names is gone', () => {
    const folder = newFolder();
    const [path, link] = [join(folder, 'w.winnow'), join(folder, 'link.winnow')];
    openWorkspace(path).close();
    linkSync(path, link);
    for (const name of [path, link]) {
      expect(() => openWorkspace(name)).toThrow(/has a second name/);
      expect(() => openForReading(name)).toThrow(/has a second name/);
    }
    rmSync(link);
    openWorkspace(path).close();
  });

  it('sweeps what an interrupted restore or backup left', async () => {
    const { existsSync, mkdirSync } = await import('node:fs');
    const path = join(newFolder(), 'w.winnow');
    openWorkspace(path).close();
    mkdirSync(`${path}-backups`);
    const leftovers = [`${path}-restoring`, `${path}-restoring-wal`, join(`${path}-backups`, 'x.winnow.part')];
    for (const name of leftovers) writeFileSync(name, 'x');
    openWorkspace(path).close();
    expect(leftovers.filter((name) => existsSync(name))).toEqual([]);
    renameSync(path, `${path}.moved`);
  });
});
