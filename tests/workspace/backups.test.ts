import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { appendAudit } from '#core/workspace/audit.ts';
import { backupFolder, listBackups, makeBackup, removeBackup, restoreBackup } from '#core/workspace/backups.ts';
import { openWorkspace } from '#core/workspace/workspace.ts';
import { rowsOf } from '../rows-of.ts';
import { newFolder } from '../winnow.ts';

const at = (day: number, hour = 12) => `2026-03-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00.000000Z`;
const note = (description: string) => ({ runId: null, type: 'comment' as const, description, count: null, timestamp: at(1) });
const notes = (path: string) => rowsOf(path, "select event_description from audit_log where event_type = 'comment'").flat();

/** A workspace with one note, backed up, and then a second note. */
function backedUp(): { readonly path: string; readonly name: string } {
  const path = join(newFolder(), 'a.winnow');
  const { database, close } = openWorkspace(path);
  appendAudit(database, note('one'));
  const { name } = makeBackup(database, path, 'asked', at(1));
  appendAudit(database, note('two'));
  close();
  return { path, name };
}

describe('backups', () => {
  it('bring back what was, and can be taken back themselves', () => {
    const { path, name } = backedUp();
    restoreBackup(path, name, at(2));
    expect(notes(path)).toEqual(['one']);
    expect(rowsOf(path, "select count(*) from audit_log where event_type = 'workspace_restored'")).toEqual([[1]]);
    const before = listBackups(path).find(({ reason }) => reason === 'before-restore');
    restoreBackup(path, before?.name ?? '', at(3));
    expect(notes(path)).toEqual(['one', 'two']);
    expect(readdirSync(join(path, '..')).filter((file) => file.includes('restoring'))).toEqual([]);
  });

  it('are refused while another program has the workspace open, and nothing changes', () => {
    const { path, name } = backedUp();
    const other = new Database(path);
    other.prepare('select count(*) from runs').get();
    expect(() => restoreBackup(path, name, at(2))).toThrow(/open in another program/);
    expect(notes(path)).toEqual(['one', 'two']);
    other.close();
    restoreBackup(path, name, at(3));
    expect(notes(path)).toEqual(['one']);
  });

  it('are refused when they are damaged, and nothing changes', () => {
    const { path, name } = backedUp();
    const file = join(backupFolder(path), name);
    const bytes = readFileSync(file);
    bytes.fill(0, bytes.length / 2, bytes.length / 2 + 8192);
    writeFileSync(file, bytes);
    expect(() => restoreBackup(path, name, at(2))).toThrow(/damaged|malformed/);
    expect(() => restoreBackup(path, 'none.winnow', at(2))).toThrow(/there is no backup/);
    expect(notes(path)).toEqual(['one', 'two']);
  });

  it('replace a damaged workspace, which is set aside', () => {
    const { path, name } = backedUp();
    const damaged = Buffer.from('no database at all');
    writeFileSync(path, damaged);
    const { kept } = restoreBackup(path, name, at(2));
    expect(notes(path)).toEqual(['one']);
    expect(readFileSync(kept ?? '')).toEqual(damaged);
    expect(kept).toMatch(/\.corrupt-2026/);
  });

  it('are kept as long as they are worth it: the newest three, one a day, ten at the most', () => {
    const path = join(newFolder(), 'a.winnow');
    const { database, close } = openWorkspace(path);
    for (let day = 1; day <= 20; day++) for (const hour of [8, 12, 16]) makeBackup(database, path, 'daily', at(day, hour));
    close();
    const kept = listBackups(path).map(({ madeAt }) => madeAt.slice(8, 13));
    expect(kept).toEqual(['20T16', '20T12', '20T08', '19T16', '18T16', '17T16', '16T16', '15T16', '14T16']);
    expect(existsSync(join(backupFolder(path), listBackups(path)[0]?.name ?? ''))).toBe(true);
  });
});

it('keeps the backups that somebody asked for, and the one that is being restored', () => {
  const path = join(newFolder(), 'w.winnow');
  const opened = openWorkspace(path);
  const minuteOf = (minute: number): string => `2024-01-01T10:${String(minute).padStart(2, '0')}:00.000000Z`;
  const asked = [1, 2, 3, 4, 5].map((minute) => makeBackup(opened.database, path, 'asked', minuteOf(minute)).name);
  const daily = makeBackup(opened.database, path, 'daily', minuteOf(6)).name;
  opened.close();
  for (let minute = 10; minute < 16; minute++) restoreBackup(path, daily, minuteOf(minute));
  const names = listBackups(path).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining([...asked, daily]));
  removeBackup(path, asked[0] ?? '');
  expect(listBackups(path).map(({ name }) => name)).not.toContain(asked[0]);
  expect(() => removeBackup(path, asked[0] ?? '')).toThrow(/there is no backup/);
});
