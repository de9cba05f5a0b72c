import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createRouterClient } from '@orpc/server';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { createEngine } from '#core/engine/engine.ts';
import { listBackups } from '#core/workspace/backups.ts';
import { migrations } from '#core/workspace/migrations.ts';
import { salvage } from '#core/workspace/salvage.ts';
import { openWorkspace } from '#core/workspace/workspace.ts';
import { newFolder } from '../winnow.ts';

const fixture = (name: string) => new URL(`./fixtures/${name}`, import.meta.url);

/** Workspaces as released versions made them, with what their views showed then. */
const released = [1, 2];

describe('a workspace made by an older Winnow', () => {
  it.each(released)('schema %i shows the same rows after it was brought up to date', (version) => {
    const path = join(newFolder(), 'old.winnow');
    writeFileSync(path, gunzipSync(readFileSync(fixture(`schema-${version}.winnow.gz`))));
    const { database, close } = openWorkspace(path);
    expect(database.pragma('user_version', { simple: true })).toBe(migrations.length);
    const shown = JSON.parse(readFileSync(fixture(`schema-${version}.json`), 'utf8')) as Record<string, unknown[][]>;
    for (const [view, rows] of Object.entries(shown)) {
      const now = database.prepare<[], unknown[]>(`select * from ${view} order by id`).raw().all();
      expect(now, view).toEqual(rows);
    }
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(database.pragma('foreign_key_check')).toEqual([]);
    close();
    const backup = new Database(listBackups(path)[0]?.path ?? '', { readonly: true });
    expect(backup.pragma('user_version', { simple: true })).toBe(version);
    backup.close();
  });

  it.each(released)('schema %i is salvaged with its rows where it is damaged', (version) => {
    const path = join(newFolder(), 'old.winnow');
    const bytes = gunzipSync(readFileSync(fixture(`schema-${version}.winnow.gz`)));
    const lastPage = bytes.length - 4096;
    writeFileSync(path, bytes.fill(0, lastPage));
    const { tables } = salvage(path, '2026-01-01T00:00:00.000000Z');
    expect(tables.find(({ table }) => table === 'files')?.rows).toBeGreaterThan(0);
    const { database, close } = openWorkspace(path);
    expect(database.pragma('user_version', { simple: true })).toBe(migrations.length);
    expect(database.prepare('select count(*) from sources').pluck().get()).toBeGreaterThan(0);
    expect(database.prepare('select count(*) from raw_blocks where source_id is not null').pluck().get()).toBeGreaterThan(0);
    close();
  });

  it.each(released)('schema %i can be looked at without a run', async (version) => {
    const path = join(newFolder(), 'old.winnow');
    writeFileSync(path, gunzipSync(readFileSync(fixture(`schema-${version}.winnow.gz`))));
    const engine = createEngine(path);
    const ask = createRouterClient(engine.router);
    expect((await ask.exceptions.since()).regressed).toBe(0);
    const [{ datasets } = { datasets: {} }] = await ask.runs.list({});
    for (const dataset of Object.keys(datasets)) {
      const waiting = await ask.records.sum({ dataset, what: 'exceptions', status: 'auto' });
      expect(waiting.count).toBe(0);
      await ask.exceptions.problems({ dataset });
    }
    await engine.close();
  });
});
