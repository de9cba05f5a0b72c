import { copyFileSync, existsSync, lstatSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { identifier } from '#core/sql/sql.ts';
import { createRecordsCopier, createRecordsTable, recordsDefinition } from '#core/store/records.ts';
import { type Database, isStorageError } from '#core/workspace/open.ts';
import { openBatchFiles, sweepBatchFiles, withBatch } from '#core/workspace/pages/batch-file.ts';
import { createBatchImage } from '#core/workspace/pages/batch-image.ts';
import { openWorkspace, type Workspace } from '#core/workspace/workspace.ts';
import { newFolder } from '../winnow.ts';

const kinds = ['text', 'integer'] as const;
let workspace: Workspace;
let database: Database;

/** The image of a batch of records, from a first number on. */
function imageOf(count: number, mark: number, first = 1): Uint8Array {
  const image = createBatchImage([
    { name: 'records', definition: recordsDefinition(identifier('records'), kinds).text, width: 4 },
  ]);
  for (let id = first; id < first + count; id++) image.add(0, [id, 0, `text ${id}`, id * 100]);
  return image.take(mark);
}

const countRecords = (): unknown => database.prepare('select count(*) from records_d_1').pluck().get();

beforeEach(() => {
  workspace = openWorkspace(join(newFolder(), 'w.winnow'));
  ({ database } = workspace);
  createRecordsTable(database, 'd', 1, kinds);
});
afterEach(() => workspace.close());

describe('files of batches', () => {
  it('bring their rows into the workspace, copied by SQLite without decoding them', () => {
    const files = openBatchFiles(workspace.path, 0);
    const copy = createRecordsCopier(database, 'd', 1);
    for (let mark = 1; mark <= 6; mark++) {
      const path = files.write(imageOf(1000, mark, 1 + (mark - 1) * 1000), mark);
      withBatch(database, path, mark, () => {
        const program = database.prepare('explain insert into records_d_1 select * from batch.records').all() as {
          opcode: string;
        }[];
        const codes = program.map(({ opcode }) => opcode);
        expect(codes.some((code) => code === 'RowCell' || code === 'RowData')).toBe(true);
        expect(codes).not.toContain('MakeRecord');
        expect(copy()).toBe(1000);
      });
    }
    files.close();
    expect(database.prepare('select count(*), sum(c1), max(c0) from records_d_1').raw().get()).toEqual([
      6000,
      1_800_300_000,
      'text 999',
    ]);
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
  });

  it.each<[string, (path: string) => void]>([
    ['cut off', (path) => truncateSync(path, 6000)],
    ['empty', (path) => truncateSync(path, 0)],
    ['removed', (path) => rmSync(path)],
    [
      'damaged',
      (path) => {
        const bytes = readFileSync(path);
        writeFileSync(path, bytes.fill(255, 4096 * 2, 4096 * 3));
      },
    ],
    ['no database', (path) => writeFileSync(path, 'id,state\n'.repeat(2000))],
    ['another batch', (path) => writeFileSync(path, imageOf(5000, 8))],
    ['another database', (path) => copyFileSync(workspace.path, path)],
    [
      'of wrong types',
      (path) => {
        const definition = 'create table records (id integer primary key, state integer not null, c0 text, c1 integer) strict';
        const image = createBatchImage([{ name: 'records', definition, width: 4 }]);
        image.add(0, [1, 0, 'text', 'no number']);
        writeFileSync(path, image.take(9));
      },
    ],
  ])('that are %s are refused in a sentence, and nothing is copied', (_, harm) => {
    const files = openBatchFiles(workspace.path, 0);
    const path = files.write(imageOf(5000, 9), 9);
    harm(path);
    let error: unknown;
    try {
      withBatch(database, path, 9, createRecordsCopier(database, 'd', 1));
    } catch (thrown) {
      error = thrown;
    }
    files.close();
    expect(String(error)).toMatch(/which carries records .* was changed or removed meanwhile; --resume goes on/);
    expect(isStorageError((error as Error).cause)).toBe(true);
    expect(countRecords()).toBe(0);
    expect(database.pragma('database_list')).not.toContainEqual(expect.objectContaining({ name: 'batch' }));
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
  });

  it('are never written through a link, and are swept with nothing else', () => {
    const victim = join(newFolder(), 'precious.txt');
    writeFileSync(victim, 'precious');
    symlinkSync(victim, `${workspace.path}-batch-1`);
    writeFileSync(`${workspace.path}-batch-notes.txt`, 'mine');
    writeFileSync(`${workspace.path}-batch-3`, 'left by a crash');
    const files = openBatchFiles(workspace.path, 0);
    const path = files.write(imageOf(10, 1), 1);
    expect(path).toBe(`${workspace.path}-batch-1`);
    expect(lstatSync(path).isSymbolicLink()).toBe(false);
    files.close();
    sweepBatchFiles(workspace.path);
    expect(readFileSync(victim, 'utf8')).toBe('precious');
    expect(existsSync(`${workspace.path}-batch-notes.txt`)).toBe(true);
    for (const index of [0, 1, 2, 3]) expect(existsSync(`${workspace.path}-batch-${index}`)).toBe(false);
  });
});
