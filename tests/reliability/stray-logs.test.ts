import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from '../rows-of.ts';
import { newFolder, startWinnow, winnow } from '../winnow.ts';
import { argsOf, factsOf, prepareSubject, type Subject } from './rig.ts';

let subject: Subject;
beforeAll(async () => {
  subject = await prepareSubject(3);
});

/** A workspace whose writer was cut off with changes in its log. */
async function cutOff(source = subject.source): Promise<string> {
  const folder = newFolder();
  const started = startWinnow(argsOf(source, folder), folder, { WINNOW_BATCH_ROWS: '20' });
  const workspace = join(folder, 'w.winnow');
  const hasRows = (): boolean => {
    try {
      return rowsOf(workspace, 'select 1 from run_sources where next_row > 300').length > 0;
    } catch {
      return false;
    }
  };
  while (!hasRows()) await wait(5);
  started.process.kill('SIGKILL');
  await started.ended;
  expect(existsSync(`${workspace}-wal`)).toBe(true);
  return folder;
}

const goOn = (folder: string) => winnow(argsOf(subject.source, folder, ['--resume']), folder);

describe('the log of last changes beside a workspace', () => {
  it('that belongs to another workspace is not merged', async () => {
    const folder = await cutOff();
    const workspace = join(folder, 'w.winnow');
    const whole = newFolder();
    expect((await winnow(argsOf(subject.source, whole), whole)).code).toBe(0);
    const other = join(whole, 'w.winnow');
    const before = readFileSync(other);
    copyFileSync(`${workspace}-wal`, `${other}-wal`);
    rmSync(`${other}-shm`, { force: true });
    const ended = await winnow(argsOf(subject.source, whole), whole);
    expect(ended.code).not.toBe(0);
    expect(ended.stderr).toMatch(/^winnow: .*w\.winnow-wal, do not fit together.*Nothing was changed.*\n$/);
    expect(readFileSync(other).equals(before)).toBe(true);
    rmSync(`${other}-wal`);
    rmSync(`${other}-shm`, { force: true });
    expect((await winnow(argsOf(subject.source, whole), whole)).code).toBe(0);
    expect(factsOf(whole)).toBe(subject.facts);
  });

  it('that is missing costs what was in it and nothing else', async () => {
    const folder = await cutOff();
    for (const suffix of ['-wal', '-shm']) rmSync(join(folder, `w.winnow${suffix}`), { force: true });
    expect((await goOn(folder)).code).toBe(0);
    expect(factsOf(folder)).toBe(subject.facts);
  });

  it('that is noise is passed over', async () => {
    const folder = newFolder();
    expect((await winnow(argsOf(subject.source, folder), folder)).code).toBe(0);
    writeFileSync(join(folder, 'w.winnow-wal'), Buffer.alloc(50_000, 'noise'));
    expect((await winnow(argsOf(subject.source, folder), folder)).code).toBe(0);
    expect(factsOf(folder)).toBe(subject.facts);
  });

  it.each(['folder', 'link'])('that is a %s ends in a sentence, or is passed over', async (kind) => {
    const folder = newFolder();
    expect((await winnow(argsOf(subject.source, folder), folder)).code).toBe(0);
    const log = join(folder, 'w.winnow-wal');
    rmSync(log, { force: true });
    if (kind === 'folder') mkdirSync(log);
    else symlinkSync(join(folder, 'elsewhere'), log);
    const ended = await winnow(argsOf(subject.source, folder), folder);
    if (ended.code !== 0) expect(ended.stderr).toMatch(/^winnow: [^\n]+\n$/);
    rmSync(log, { force: true, recursive: true });
    expect(rowsOf(join(folder, 'w.winnow'), 'pragma integrity_check')).toEqual([['ok']]);
    expect((await winnow(argsOf(subject.source, folder), folder)).code).toBe(0);
    expect(factsOf(folder)).toBe(subject.facts);
  });
});
