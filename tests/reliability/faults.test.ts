import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '#core/generate/random.ts';
import { isWhole, openForWriting, rowsOf as queried } from '#core/workspace/open.ts';
import { winnow } from '../winnow.ts';
import { readDisk } from './power-loss.ts';
import {
  argsOf,
  type Disturbance,
  factsOf,
  folderWith,
  hasStrace,
  logOfWrites,
  prepareSubject,
  randomDisturbance,
  runCase,
  type Subject,
} from './rig.ts';

const seed = Number(process.env['WINNOW_SEED'] ?? 11);
/** How many times as many cases are tried. */
const depth = Number(process.env['WINNOW_DEPTH'] ?? 1);
let subject: Subject;
beforeAll(async () => {
  subject = await prepareSubject(seed);
});

if (!hasStrace) console.warn('STRACE IS NOT HERE: kills at exact system calls, disk faults and power loss are not tested');

/** Positions spread over a range, whatever its size. */
const spread = (most: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => 1 + Math.floor((most * (index + 0.5)) / count));

async function allHold(cases: readonly (readonly Disturbance[])[]): Promise<number> {
  const outcomes = [];
  for (const disturbances of cases) outcomes.push(await runCase(subject, disturbances));
  expect(outcomes.flatMap(({ violations }) => violations)).toEqual([]);
  return outcomes.filter(({ hasFired }) => hasFired).length;
}

describe.runIf(hasStrace)(`a disk that fails (seed ${seed})`, () => {
  it.each([
    ['pwrite64', 2],
    ['fsync', 2],
    ['ftruncate', 1],
    ['rename', 1],
  ])('%s: one sentence, nothing lost, and the run goes on', async (call, times) => {
    const count = times * depth;
    const errors = ['ENOSPC', 'EIO', 'EDQUOT'];
    // The last calls of a run may come in another number the next time.
    const cases = spread((subject.calls[call] ?? 1) * 0.9, count).map((nth, index): readonly Disturbance[] => [
      { kind: 'fault', call, nth, error: errors[index % 3] ?? 'EIO', forEver: index % 2 === 0 },
    ]);
    // A case in which nothing failed would test nothing.
    expect(await allHold(cases)).toBe(count);
  });
});

describe.runIf(hasStrace)(`a kill at an exact system call (seed ${seed})`, () => {
  it.each([
    ['pwrite64', 3],
    ['fsync', 2],
    ['rename', 1],
  ])('%s: nothing lost, nothing doubled', async (call, times) => {
    const count = times * depth;
    const cases = spread((subject.calls[call] ?? 1) * 0.9, count).map((nth): readonly Disturbance[] => [
      { kind: 'kill at call', call, nth },
    ]);
    expect(await allHold(cases)).toBe(count);
  });

  it('and again while it goes on', async () => {
    const random = createRandom(seed);
    await allHold(
      Array.from({ length: 2 * depth }, () => [randomDisturbance(subject, random), randomDisturbance(subject, random)]),
    );
  });
});

describe.runIf(hasStrace)(`power loss (seed ${seed})`, () => {
  it('leaves a whole workspace with every batch that was acknowledged, and the run goes on', async () => {
    const { folder, log } = logOfWrites(subject);
    const disk = readDisk(log, join(folder, 'w.winnow'));
    expect(disk.operations).toBeGreaterThan(300);
    const random = createRandom(seed);
    const images = 90 * depth;
    for (let index = 0; index < images; index++) {
      const operation = random.integer(1, disk.operations);
      const acknowledged = progressOf(folderWith(disk.imageAt(operation, undefined)));
      const crashed = folderWith(disk.imageAt(operation, random));
      const found = progressOf(crashed);
      expect(found.isWhole, `image at ${operation}`).toBe(true);
      expect(found.rows, `image at ${operation}`).toBeGreaterThanOrEqual(acknowledged.rows);
      expect(found.audited, `image at ${operation}`).toBeGreaterThanOrEqual(acknowledged.audited);
      if (index % 30 !== 0) continue;
      expect((await winnow(argsOf(subject.source, crashed, ['--resume']), crashed)).stderr).not.toMatch(/✗/);
      expect(factsOf(crashed)).toBe(subject.facts);
    }
  });
});

/** How far a workspace has come, as whoever opens it next sees it. */
function progressOf(folder: string): { readonly isWhole: boolean; readonly rows: number; readonly audited: number } {
  const database = openForWriting(join(folder, 'w.winnow'));
  try {
    const count = (query: string): number => {
      const has =
        queried(database, { text: "select count(*) from sqlite_schema where name = 'run_sources'", values: [] })[0]?.[0] === 1;
      return has ? Number(queried(database, { text: query, values: [] })[0]?.[0]) : 0;
    };
    return {
      isWhole: isWhole(database),
      rows: count('select coalesce(max(next_row), 0) from run_sources'),
      audited: count('select count(*) from audit_log'),
    };
  } finally {
    database.close();
  }
}
