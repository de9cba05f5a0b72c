import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DecisionLine, mergeLines, readLines, writeLines } from '#core/contract/decision-lines.ts';
import { asked } from '../asked.ts';
import { runHere } from '../run-here.ts';
import { newFolder, winnow } from '../winnow.ts';

const line = fc.record({
  dataset: fc.constantFrom('orders', 'customers'),
  record: fc.constantFrom('r1', 'r2', 'r3', 'r4'),
  key: fc.constant({ no: 'O1' }),
  kind: fc.constantFrom('fixed', 'waived', 'rejected', 'escalated', 'mapping'),
  column: fc.constantFrom('a', 'b'),
  from: fc.constantFrom('x', 'y'),
  to: fc.constantFrom('1', '2'),
  content: fc.constant('c'),
  reason: fc.constantFrom(null, 'because'),
  author: fc.constantFrom('Ada', 'Bo'),
  decidedAt: fc.constantFrom('2026-01-01', '2026-01-02'),
}) as fc.Arbitrary<DecisionLine>;

/** Decisions as a workspace writes them: one line for each thing. */
const decisions = fc.array(line, { maxLength: 12 }).map((lines) => mergeLines([], distinct(lines)).merged);

function distinct(lines: readonly DecisionLine[]): readonly DecisionLine[] {
  return [
    ...new Map(
      lines.map((one) => [`${one.dataset} ${one.record} ${one.kind === 'mapping' ? one.from : one.column}`, one]),
    ).values(),
  ];
}

describe('decisions as text', () => {
  it('are merged in the same way from both sides', () => {
    fc.assert(
      fc.property(decisions, decisions, (ours, theirs) => {
        const [one, other] = [mergeLines(ours, theirs), mergeLines(theirs, ours)];
        expect(writeLines(one.merged)).toBe(writeLines(other.merged));
        const pairs = (all: typeof one.conflicts, isTurned: boolean) =>
          all.map((c) => [writeLines(isTurned ? c.theirs : c.ours), writeLines(isTurned ? c.ours : c.theirs)].join('|')).sort();
        expect(pairs(one.conflicts, false)).toEqual(pairs(other.conflicts, true));
      }),
      { numRuns: 600 },
    );
  });

  it('lose nothing: every line is merged, in a contradiction, or said by the other too', () => {
    fc.assert(
      fc.property(decisions, decisions, (ours, theirs) => {
        const { merged, conflicts } = mergeLines(ours, theirs);
        const said = ({ author: _, decidedAt: __, ...rest }: DecisionLine): string => JSON.stringify(rest);
        const known = new Set([...merged, ...conflicts.flatMap((c) => [...c.ours, ...c.theirs])].map(said));
        for (const one of [...ours, ...theirs]) expect(known).toContain(said(one));
      }),
    );
  });

  it('come back from their text, whatever the order of the lines was', () => {
    fc.assert(
      fc.property(decisions, (lines) => {
        const text = writeLines(lines);
        expect(writeLines(readLines(text).toReversed())).toBe(text);
      }),
    );
  });

  it('say which line is wrong', () => {
    expect(() => readLines('{"dataset": "a"}')).toThrow('line 1 is no decision');
    expect(() => readLines('\n\nnonsense')).toThrow('line 3 is no decision');
  });
});

describe('two workspaces', () => {
  const folder = newFolder();
  const [ada, bo] = [join(folder, 'ada.winnow'), join(folder, 'bo.winnow')];
  const [one, other] = [asked(() => ada), asked(() => bo)];

  beforeAll(async () => {
    writeFileSync(
      join(folder, 'pipeline.yaml'),
      `winnow: 1
name: orders
datasets:
  orders:
    source: { format: csv, path: orders.csv }
    columns: { no: { type: text, unique: true }, region: { type: text, values: [North, South] }, price: { type: integer, min: 0 } }
    key: [no]
`,
    );
    writeFileSync(join(folder, 'orders.csv'), 'no,region,price\nA,nort,1\nB,sooth,2\nC,North,-3\nD,?,4\nE,South,5\n');
    expect((await runHere(folder, 'pipeline.yaml', ada)).code).toBe(0);
    copyFileSync(ada, bo);
  });
  afterAll(async () => {
    await one.close();
    await other.close();
  });

  it('take over from each other what they decided, and leave contradictions to a person', async () => {
    const decide = (who: typeof one, recordId: number, wish: object) =>
      who.ask().exceptions.decide({ dataset: 'orders', recordId, author: 'x', ...wish } as never);
    await decide(one, 1, { kind: 'fixed', cells: { region: 'North' } });
    await decide(one, 2, { kind: 'fixed', cells: { region: 'South' } });
    await decide(one, 4, { kind: 'rejected', reason: 'a test' });
    await decide(other, 2, { kind: 'fixed', cells: { region: 'North' } });
    await decide(other, 3, { kind: 'waived', reason: 'a refund' });
    await decide(other, 4, { kind: 'rejected', reason: 'a test' });
    const theirs = (await other.ask().exceptions.lines({})).text;
    const taken = await one.ask().exceptions.take({ text: theirs });
    expect(taken).toMatchObject({
      applied: 1,
      unchanged: 1,
      left: [{ line: { key: { no: 'B' } }, why: 'it was decided otherwise here' }],
    });
    const back = await other.ask().exceptions.take({ text: (await one.ask().exceptions.lines({})).text });
    expect(back).toMatchObject({ applied: 1, unchanged: 2, left: [{ line: { key: { no: 'B' } } }] });
    const again = await other.ask().exceptions.take({ text: (await one.ask().exceptions.lines({})).text });
    expect(again).toMatchObject({ applied: 0, unchanged: 3 });
    const waiting = await one.ask().exceptions.list({});
    expect(waiting.exceptions.map(({ recordId }) => recordId)).toEqual([]);
    const mapping = {
      ...{ dataset: 'orders', record: '', key: {}, kind: 'mapping' as const, column: 'region', from: 'nrth', to: 'North' },
      ...{ content: '', reason: null, author: 'Ada', decidedAt: '2026-01-01' },
    };
    expect(await one.ask().exceptions.take({ text: writeLines([mapping]) })).toMatchObject({ applied: 1, left: [] });
    expect(await one.ask().exceptions.take({ text: writeLines([mapping]) })).toMatchObject({ applied: 0, unchanged: 1 });
    expect((await one.ask().exceptions.take({ text: writeLines([{ ...mapping, to: 'South' }]) })).left).toHaveLength(1);
    const gone = theirs.replaceAll(/"record":"[^"]*"/g, '"record":"elsewhere"');
    expect((await one.ask().exceptions.take({ text: gone })).left.map(({ why }) => why)).toContain(
      'there is no such record here',
    );
  });

  it('are merged on the command line, with 1 where two contradict each other', async () => {
    writeFileSync(join(folder, 'a.txt'), (await one.ask().exceptions.lines({})).text);
    writeFileSync(join(folder, 'b.txt'), (await other.ask().exceptions.lines({})).text);
    const merged = await winnow(['decisions', 'merge', 'a.txt', 'b.txt', '--out', 'c.txt', '--conflicts', 'd.txt'], folder);
    expect(merged.code).toBe(1);
    expect(merged.stderr).toContain('4 lines merged, 1 contradiction');
    const printed = await winnow(['decisions', 'export', '--workspace', 'ada.winnow'], folder);
    expect(printed.stdout.trim().split('\n')).toHaveLength(5);
  });
});
