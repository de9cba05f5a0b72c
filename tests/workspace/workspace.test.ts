import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { reservedTables } from '#core/definition/problems-of.ts';
import { show } from '#core/quality/show.ts';
import { appendAudit, auditEntries, verifyAudit } from '#core/workspace/audit.ts';
import { listBackups } from '#core/workspace/backups.ts';
import { isBeingWritten } from '#core/workspace/lock.ts';
import { migrations } from '#core/workspace/migrations.ts';
import { applicationId } from '#core/workspace/open.ts';
import { openForReading } from '#core/workspace/open-for-reading.ts';
import { bringUpToDate, migrate, openWorkspace } from '#core/workspace/workspace.ts';
import { newFolder } from '../winnow.ts';

const event = (description: string) => ({
  runId: 'r',
  type: 'comment' as const,
  description,
  count: 1,
  timestamp: '2024-01-01T00:00:00.000000Z',
});

describe('names', () => {
  it('of all tables and views are reserved, but for the summary that a model may give', () => {
    const { database, close } = openWorkspace(join(newFolder(), 'a.winnow'));
    const names = database
      .prepare("select name from sqlite_schema where type in ('table', 'view') and name not like 'sqlite_%'")
      .pluck()
      .all();
    close();
    expect([...reservedTables, 'analytics_summary'].sort()).toEqual(names.sort());
  });
});

describe('workspace', () => {
  it('is written with a full sync, marked as ours, and has one writer', () => {
    const path = join(newFolder(), 'a.winnow');
    const workspace = openWorkspace(path);
    expect(workspace.database.pragma('synchronous', { simple: true })).toBe(2);
    expect(workspace.database.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(workspace.database.pragma('user_version', { simple: true })).toBe(migrations.length);
    expect(() => openWorkspace(path)).toThrow(/in use by another Winnow/);
    workspace.close();
    openWorkspace(path).close();
    openForReading(path).close();
  });

  it('can be asked whether it is being written without taking the right to write', () => {
    const path = join(newFolder(), 'a.winnow');
    const workspace = openWorkspace(path);
    expect(isBeingWritten(path)).toBe(true);
    workspace.close();
    expect(isBeingWritten(path)).toBe(false);
  });

  it('refuses a foreign database and a newer one, and leaves both as they are', () => {
    const folder = newFolder();
    const foreign = new Database(join(folder, 'foreign.winnow'));
    foreign.exec('create table theirs (x)');
    foreign.close();
    expect(() => openWorkspace(join(folder, 'foreign.winnow'))).toThrow(/is not a Winnow workspace/);
    const marked = new Database(join(folder, 'marked.winnow'));
    marked.exec(`create table theirs (x); pragma application_id = ${applicationId}; pragma user_version = 1`);
    marked.close();
    const before = readFileSync(join(folder, 'marked.winnow'));
    for (const open of [openWorkspace, bringUpToDate, openForReading])
      expect(() => open(join(folder, 'marked.winnow'))).toThrow(/is not a Winnow workspace/);
    expect(readFileSync(join(folder, 'marked.winnow'))).toEqual(before);
    const newer = openWorkspace(join(folder, 'newer.winnow'));
    newer.database.pragma('user_version = 999');
    newer.close();
    for (const open of [openWorkspace, openForReading])
      expect(() => open(join(folder, 'newer.winnow'))).toThrow(/made by a newer Winnow/);
    expect(() => openWorkspace(join(folder, 'no/such/folder/x.winnow'))).toThrow(/does not exist/);
    expect(() => openForReading(join(folder, 'none.winnow'))).toThrow(/there is no workspace/);
  });

  it('backs up before it migrates what holds data', () => {
    const folder = newFolder();
    const path = join(folder, 'old.winnow');
    const { database, close } = openWorkspace(path);
    appendAudit(database, event('before'));
    const later = {
      version: migrations.length + 1,
      apply: (opened: Database.Database) => opened.exec('create table later (x integer) strict'),
    };
    migrate(database, path, [...migrations, later]);
    expect(database.pragma('user_version', { simple: true })).toBe(migrations.length + 1);
    close();
    const [backup] = listBackups(path);
    expect(backup?.reason).toBe('before-schema');
    const copy = new Database(backup?.path ?? '', { readonly: true });
    expect(copy.prepare('select event_description from audit_log').pluck().all()).toEqual(['before']);
    copy.close();
  });

  it('stays wholly old when a migration fails', () => {
    const path = join(newFolder(), 'old.winnow');
    const { database, close } = openWorkspace(path);
    const broken = {
      version: migrations.length + 1,
      apply: (opened: Database.Database) => opened.exec('create table later (x); insert into nowhere values (1)'),
    };
    expect(() => migrate(database, path, [...migrations, broken])).toThrow(/nowhere/);
    expect(database.pragma('user_version', { simple: true })).toBe(migrations.length);
    expect(database.prepare("select count(*) from sqlite_schema where name = 'later'").pluck().get()).toBe(0);
    close();
    expect(existsSync(path)).toBe(true);
  });
});

describe('audit log', () => {
  const tampered = (change: string) => {
    const { database, close } = openWorkspace(join(newFolder(), 'a.winnow'));
    for (const text of ['one', 'two', 'three', 'four']) appendAudit(database, event(text));
    expect(verifyAudit(database)).toMatchObject({ verified: 4, brokenAt: null });
    // Whoever tampers with the file is not stopped by triggers.
    database.exec('drop trigger audit_log_is_append_only_update; drop trigger audit_log_is_append_only_delete');
    database.exec(change);
    const found = verifyAudit(database);
    close();
    return found.brokenAt;
  };

  it('cannot be changed through SQL by mistake', () => {
    const { database, close } = openWorkspace(join(newFolder(), 'a.winnow'));
    appendAudit(database, event('one'));
    expect(() => database.exec("update audit_log set event_description = 'x'")).toThrow(/append-only/);
    expect(() => database.exec('delete from audit_log')).toThrow(/append-only/);
    close();
  });

  it('holds whatever is told, half a character too', () => {
    const { database, close } = openWorkspace(join(newFolder(), 'a.winnow'));
    for (const text of ['\ud83d', show(`${'x'.repeat(78)}😀 tail`)]) appendAudit(database, event(text));
    expect(verifyAudit(database)).toMatchObject({ verified: 2, brokenAt: null });
    expect(auditEntries(database, { after: 0, limit: 9 }).map(({ description }) => description)).toEqual([
      '\ufffd',
      `"${'x'.repeat(78)}…"`,
    ]);
    close();
  });

  it.each([
    ["update audit_log set event_description = 'x' where id = 2", 2],
    ['update audit_log set record_count = 2 where id = 3', 3],
    ["update audit_log set timestamp = '2025-01-01T00:00:00.000000Z' where id = 1", 1],
    ['delete from audit_log where id = 2', 2],
    ["update audit_log set hash = 'x' where id = 4", 4],
    ["insert into audit_log select 5, run_id, event_type, 'forged', 1, timestamp, hash, 'y' from audit_log where id = 4", 5],
  ])('shows %s', (change, line) => {
    expect(tampered(change)).toBe(line);
  });
});
