import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRandom } from '#core/generate/random.ts';
import { asked } from '../asked.ts';
import { rowsOf } from '../rows-of.ts';
import { runHere } from '../run-here.ts';
import { newFolder, winnow } from '../winnow.ts';

const yaml = `winnow: 1
name: lines
datasets:
  lines:
    source: { path: lines.csv }
    columns:
      number: { type: integer, required: true, unique: true }
      word: { type: text, required: true }
      note: { type: text }
    clean: [{ step: trim }]
`;
const header = 'number,word,memo,note';
/** As they stand in the file, `memo` declared nowhere; the broken ones are 2, 3, 4 and 6. */
const lines = [
  '1,one,m,fine',
  '2,two,m',
  '3,"three"x,m,stray',
  '5,five,m,extra,cell',
  '6,six,m,whole',
  '7,"seven,m,open',
  '8,eight,m,fine',
];

let folder = '';
let workspace = '';
const { ask, close } = asked(() => workspace);
const run = async (text: readonly string[] = lines): Promise<void> => {
  await close();
  writeFileSync(join(folder, 'lines.csv'), `${[header, ...text].join('\n')}\n`);
  const ended = await runHere(folder, 'pipeline.yaml', workspace);
  expect(ended.code, ended.stderr).toBe(0);
};

beforeEach(async () => {
  folder = newFolder();
  workspace = join(folder, 'w.winnow');
  writeFileSync(join(folder, 'pipeline.yaml'), yaml);
  await run();
});
afterEach(async () => {
  await close();
  rmSync(folder, { recursive: true, force: true });
});

const ledger = () =>
  rowsOf(workspace, 'select read, clean, exceptions, rejected, structural from run_ledger order by run_no desc limit 1')[0];

/** Everything that decisions may change, without the ids that say nothing. */
const stateOf = (): unknown => [
  rowsOf(workspace, 'select * from clean_lines order by id').map(([id, , ...values]) => [id, ...values.slice(0, -1)]),
  rowsOf(workspace, 'select record_id, rule_id, failure_reason from validation_results order by record_id, rule_id'),
  rowsOf(workspace, "select original_record_id, status, is_structural from exceptions where status = 'open' order by 1"),
  rowsOf(workspace, 'select read, clean, exceptions, rejected, structural, blank from run_ledger'),
  rowsOf(workspace, 'select rule_id, checked, passed, failed from rule_results order by rule_no'),
];

const rewrite = async (recordId: number, text: string) => {
  const { cells, problem } = await ask().exceptions.split({ dataset: 'lines', recordId, text });
  expect(problem).toBeNull();
  return ask().exceptions.decide({ dataset: 'lines', recordId, kind: 'fixed', cells });
};
const reject = (recordId: number) =>
  ask().exceptions.decide({ dataset: 'lines', recordId, kind: 'rejected', reason: 'not worth it' });
const cleanCsv = async (): Promise<readonly string[]> => {
  await ask().exports.create({ dataset: 'lines', path: join(folder, 'clean.csv'), overwrite: true });
  return readFileSync(join(folder, 'clean.csv'), 'utf8').trimEnd().split('\n');
};

describe('broken lines', () => {
  it('are split again while they are rewritten, and say what is still missing', async () => {
    expect(ledger()).toEqual([7, 3, 0, 0, 4]);
    const split = (text: string) => ask().exceptions.split({ dataset: 'lines', recordId: 2, text });
    expect(await split('2,two,m')).toEqual({
      cells: { number: '2', word: 'two', memo: 'm' },
      extra: [],
      problem: 'the record has 3 cells, the header has 4 columns',
    });
    expect((await split('2,two,m,a,b')).extra).toEqual(['b']);
    expect((await split('2,"two,m,')).problem).toBe('a quote opens on line 3 and does not close');
    expect((await split('2,two,m,\n3,three,m,')).problem).toMatch(/more than one record/);
    expect((await split('')).problem).toMatch(/empty/);
    expect(await split('2,"t,""wo",m,')).toEqual({
      cells: { number: '2', word: 't,"wo', memo: 'm', note: '' },
      extra: [],
      problem: null,
    });
    expect((await ask().records.get({ dataset: 'lines', id: 2 })).broken).toBe('2,two,m');
  });

  it('become clean once every cell is there and every rule passes, columns that nobody declared with them', async () => {
    const before = stateOf();
    const only = { dataset: 'lines', recordId: 2, kind: 'fixed' as const };
    await expect(ask().exceptions.decide({ ...only, cells: { note: 'x' } })).rejects.toThrow(/rewrite the whole line/);
    await expect(rewrite(2, '2,,m,')).rejects.toThrow(/still breaks a rule: word is missing/);
    await expect(rewrite(2, '1,two,m,')).rejects.toThrow(/appears 2 times/);
    await expect(ask().exceptions.decide({ dataset: 'lines', recordId: 2, kind: 'waived', reason: 'so be it' })).rejects.toThrow(
      /cannot pass as it is/,
    );
    expect(stateOf()).toEqual(before);
    await rewrite(2, '2, two ,other,');
    await rewrite(4, '5,five,m,extra');
    expect(ledger()).toEqual([7, 5, 0, 0, 2]);
    expect(await cleanCsv()).toEqual([
      header,
      '1,one,m,fine',
      '2,two,other,',
      '5,five,m,extra',
      '6,six,m,whole',
      '8,eight,m,fine',
    ]);
    expect((await ask().records.page({ dataset: 'lines', what: 'exceptions', status: 'fixed' })).total).toBe(2);
    expect((await ask().records.page({ dataset: 'lines', what: 'raw' })).total).toBe(7);
    await ask().exceptions.undo({});
    await ask().exceptions.undo({});
    expect(stateOf()).toEqual(before);
    await ask().exceptions.redo({});
    expect(ledger()).toEqual([7, 4, 0, 0, 3]);
  });

  it('can be kept out for good, one by one or all at once', async () => {
    const before = stateOf();
    await reject(3);
    expect(ledger()).toEqual([7, 3, 0, 1, 3]);
    const selection = { dataset: 'lines', status: 'open' as const, search: '', filter: [] };
    for await (const event of await ask().exceptions.many({
      selection,
      change: { kind: 'rejected', reason: 'old' },
      remember: false,
    }))
      if (event.kind === 'done') expect(event.outcome).toMatchObject({ matched: 3, applied: 3 });
    expect(ledger()).toEqual([7, 3, 0, 4, 0]);
    await ask().exceptions.undo({});
    await ask().exceptions.undo({});
    expect(stateOf()).toEqual(before);
  });

  it('stay mended in the next run while they are the same, and wait again when they are others', async () => {
    await rewrite(2, '2,two,m,mended');
    await rewrite(6, '7,"se,ven",m,mended');
    await reject(3);
    const mended = await cleanCsv();
    await run();
    expect(ledger()).toEqual([7, 5, 0, 1, 1]);
    expect(await cleanCsv()).toEqual(mended);
    await ask().exceptions.undo({
      record: { dataset: 'lines', recordId: 2 },
      batchNo: (await ask().exceptions.batches({}))[2]?.batchNo,
    });
    expect(ledger()).toEqual([7, 4, 0, 1, 2]);
    await run(lines.map((line) => (line === '2,two,m' ? '2,zwei,m' : line)));
    expect(ledger()).toEqual([7, 4, 0, 1, 2]);
  });

  it('are known again each by itself, though they hold the same text or none that can be read', async () => {
    const twice = [...lines, '2,two,m', '--- page ---', '--- page ---'].map((line) => Buffer.from(line));
    const unread = [Buffer.from([0x39, 0x2c, 0xff]), Buffer.from([0x31, 0x30, 0x2c, 0xfe])];
    const file = (parts: readonly Buffer[]): Buffer =>
      Buffer.concat([Buffer.from(header), ...parts].flatMap((part) => [part, Buffer.from('\n')]));
    const again = async (parts: readonly Buffer[]): Promise<void> => {
      await close();
      writeFileSync(join(folder, 'lines.csv'), file(parts));
      const ended = await runHere(folder, 'pipeline.yaml', workspace);
      expect(ended.code, ended.stderr).toBe(0);
    };
    await again([...twice, ...unread]);
    await rewrite(8, '20,second,m,x');
    await reject(9);
    await reject(10);
    await rewrite(12, '30,unread,m,x');
    const before = stateOf();
    await again([...twice, ...unread]);
    expect((stateOf() as unknown[])[0]).toEqual((before as unknown[])[0]);
    expect((stateOf() as unknown[])[2]).toEqual((before as unknown[])[2]);
    // Another line that cannot be read is another line.
    await again([...twice, Buffer.from([0x37, 0x37, 0x2c, 0xfd])]);
    expect((await cleanCsv()).some((line) => line.includes('unread'))).toBe(false);
    expect(ledger()).toEqual([11, 4, 0, 2, 5]);
  });

  it('once rejected are not waived, and once mended count as the next run would count them', async () => {
    await reject(2);
    await expect(ask().exceptions.decide({ dataset: 'lines', recordId: 2, kind: 'waived', reason: 'so be it' })).rejects.toThrow(
      /cannot pass as it is/,
    );
    await ask().exceptions.undo({});
    await rewrite(2, '2,two,m,');
    const counts = () =>
      rowsOf(
        workspace,
        'select rule_id, checked, passed, failed from rule_results where run_no = (select max(run_no) from rule_results) order by rule_no',
      );
    const mended = counts();
    await run(lines.map((line) => (line === '2,two,m' ? '2,two,m,' : line)));
    expect(mended).toEqual(counts());
  });

  it('stand in the change pack with every cell; put onto the file it gives the clean export', async () => {
    await rewrite(2, '2,two,m,mended');
    await rewrite(4, '5,five,m,extra');
    await reject(3);
    const clean = await cleanCsv();
    await ask().exports.create({ dataset: 'lines', path: join(folder, 'pack.jsonl'), what: 'pack', format: 'ndjson' });
    const applied = await winnow(['apply-changes', 'pack.jsonl', 'lines.csv', '--out', 'again.csv'], folder);
    expect(applied.code, applied.stderr).toBe(0);
    expect(readFileSync(join(folder, 'again.csv'), 'utf8').trimEnd().split('\n')).toEqual(clean);
  });

  it('any sequence of decisions about them and undos is the same as what is left of it', async () => {
    const untouched = stateOf();
    const random = createRandom(7);
    const whole = ['2,two,m,', '3,three,m,x', '5,five,m,e', '6,six,m,whole', '7,seven,m,', '8,eight,m,fine'];
    for (let step = 0; step < 40; step++) {
      const recordId = [2, 3, 4, 6][random.integer(0, 3)] ?? 2;
      const way = random.integer(0, 3);
      try {
        if (way === 0) await reject(recordId);
        else if (way === 1) await rewrite(recordId, whole[random.integer(0, whole.length - 1)] ?? '');
        else if (way === 2) await ask().exceptions.undo({});
        else await ask().exceptions.redo({});
      } catch {
        // Refused: nothing of it may be left.
      }
      const [read, ...accounts] = (ledger() ?? []).map(Number);
      expect(accounts.reduce((sum, number) => sum + number, 0)).toBe(read);
    }
    for (;;) {
      try {
        await ask().exceptions.undo({});
      } catch {
        break;
      }
    }
    expect(stateOf()).toEqual(untouched);
  });
});
