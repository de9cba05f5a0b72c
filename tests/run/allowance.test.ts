import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { standingOf } from '#core/definition/allowance.ts';
import { withClient } from '#core/hosts/cli/client.ts';
import { runHere } from '../run-here.ts';
import { newFolder, winnow } from '../winnow.ts';

/** A folder with a pipeline that allows so much, and a file of a thousand records of which so many fail. */
function folderWith(allow: string, failing: number): string {
  const folder = newFolder();
  writeFileSync(
    join(folder, 'p.yaml'),
    `winnow: 1
name: p
datasets:
  p:
    source: { path: p.csv }
    columns: { n: { type: integer }, v: { type: integer } }
    rules: [{ id: small, rule: range, column: v, max: 9, allow: ${allow} }]
`,
  );
  const lines = Array.from({ length: 1000 }, (_, index) => `${index},${index < failing ? 99 : 1}`);
  writeFileSync(join(folder, 'p.csv'), `n,v\n${lines.join('\n')}\n`);
  return folder;
}

async function outcome(allow: string, failing: number) {
  const folder = folderWith(allow, failing);
  expect((await runHere(folder, 'p.yaml', 'w.winnow')).code).toBe(0);
  return withClient(join(folder, 'w.winnow'), async (ask) => {
    const run = await ask.runs.shown();
    const rule = (await ask.rules.results({})).find(({ ruleId }) => ruleId === 'small');
    const { total } = await ask.records.page({ dataset: 'p', what: 'raw', breaks: { rules: ['small'] }, limit: 1 });
    return {
      quality: run?.quality,
      worst: run?.worstSeverity,
      failed: run?.results.failed,
      listed: total,
      isAllowed: rule?.isAllowed,
    };
  });
}

describe('a rule with an allowance', () => {
  it.each([
    [19, { quality: 'passed', worst: null, failed: 0, listed: 19, isAllowed: true }],
    [20, { quality: 'passed', worst: null, failed: 0, listed: 20, isAllowed: true }],
    [21, { quality: 'error', worst: 'error', failed: 1, listed: 21, isAllowed: false }],
  ])('of 20 rows: %i failing records are listed each time', async (failing, expected) => {
    expect(await outcome('20 rows', failing)).toEqual(expected);
    expect(await outcome('2%', failing)).toEqual(expected);
  });

  it('of two limits warns between them', async () => {
    const allow = '{ warning: 5 rows, error: 2% }';
    expect((await outcome(allow, 5)).quality).toBe('passed');
    expect((await outcome(allow, 6)).quality).toBe('warning');
    expect((await outcome(allow, 20)).quality).toBe('warning');
    expect((await outcome(allow, 21)).quality).toBe('error');
  });

  it('decides over the quality gate; what cannot be an allowance is refused', async () => {
    const gate = async (failing: number) =>
      (await winnow(['run', 'p.yaml', '--fail-on', 'error'], folderWith('20 rows', failing))).code;
    expect([await gate(20), await gate(21)]).toEqual([0, 1]);
    const wrong = await winnow(['run', 'p.yaml'], folderWith('some', 1));
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      expect.stringContaining('must be a number of rows or a share: 20 rows, 0.5%'),
    ]);
  });

  it('never grows worse with fewer failures, and shares mean what they say', () => {
    const order = [undefined, 'info', 'warning', 'error', 'critical'];
    const count = fc.integer({ min: 0, max: 5000 });
    fc.assert(
      fc.property(count, count, fc.integer({ min: 0, max: 1000 }), (one, other, permille) => {
        const [few, many] = [Math.min(one, other), Math.max(one, other)];
        const checked = 5000;
        const allowed = `${permille / 10}%`;
        const of = (failed: number) => standingOf({ failed, checked, severity: 'critical' }, allowed);
        expect(order.indexOf(of(few).severity)).toBeLessThanOrEqual(order.indexOf(of(many).severity));
        expect(of(many).severity === undefined).toBe(many * 1000 <= permille * checked || many === 0);
      }),
    );
  });
});
