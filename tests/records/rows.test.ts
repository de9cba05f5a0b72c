import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Condition } from '#core/contract/records.ts';
import { createEngine } from '#core/engine/engine.ts';
import { rowsOf } from '../rows-of.ts';
import { newFolder, root, winnow } from '../winnow.ts';

const folder = newFolder();
const workspace = join(folder, 'w.winnow');
let engine: ReturnType<typeof createEngine>;
const ask = () => createRouterClient(engine.router);
const condition = (column: string, operator: Condition['operator'], value: string | number = ''): Condition => ({
  column,
  operator,
  value,
  values: [],
});

beforeAll(async () => {
  const { code } = await winnow(['generate', 'sales', '--rows', '6000', '--seed', '11', '--out', '.'], folder);
  expect(code).toBe(0);
  const run = await winnow(
    ['run', join(root, 'resources/pipelines/sales'), '--input', 'sales=sales.csv', '--workspace', workspace],
    folder,
  );
  expect(run.code, run.stderr).toBe(0);
  engine = createEngine(workspace);
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('rows', () => {
  it('any filter leaves as many clean rows as a plain look at all of them', async () => {
    const all = rowsOf(workspace, 'select region, product, quantity, revenue, order_date from clean_sales');
    const filters = fc.record({
      region: fc.constantFrom('North', 'South', 'nowhere', 'or'),
      quantity: fc.integer({ min: -5, max: 80 }),
      revenue: fc.integer({ min: 0, max: 2_000_000 }).map((cents) => cents / 100),
      day: fc.constantFrom('2023-01-01', '2023-07-15', '2024-02-29'),
    });
    await fc.assert(
      fc.asyncProperty(filters, async ({ region, quantity, revenue, day }) => {
        const filter = [
          condition('region', 'contains', region),
          condition('quantity', 'at least', quantity),
          condition('revenue', 'less', revenue),
          condition('order_date', 'at least', day),
        ];
        const expected = all.filter(
          ([of, , pieces, money, date]) =>
            String(of).toLowerCase().includes(region.toLowerCase()) &&
            Number(pieces) >= quantity &&
            Number(money) < revenue &&
            String(date) >= day,
        ).length;
        const { total } = await ask().records.page({ dataset: 'sales', what: 'clean', filter, limit: 1 });
        expect(total).toBe(expected);
        expect((await ask().records.sum({ dataset: 'sales', what: 'clean', filter })).count).toBe(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('finds every row that holds a text one after the other, either way round, where a plain look finds it', async () => {
    for (const [what, text] of [
      ['clean', 'north'],
      ['exceptions', '2024'],
      ['raw', 'snacks'],
      ['clean', 'nowhere at all'],
    ] as const) {
      const sort = what === 'clean' ? [{ column: 'revenue' }] : [];
      const filter = what === 'clean' ? [condition('quantity', 'less', 20)] : [];
      const whole = { dataset: 'sales', what, sort, filter };
      const { total } = await ask().records.page({ ...whole, limit: 1 });
      const ids: number[] = [];
      for (let offset = 0; offset < total; offset += 1000)
        ids.push(...(await ask().records.page({ ...whole, offset, limit: 1000 })).ids);
      const holding = new Set<number>();
      const matches = await ask().records.page({ ...whole, search: text, limit: 1 });
      for (let offset = 0; offset < matches.total; offset += 1000)
        for (const id of (await ask().records.page({ ...whole, search: text, offset, limit: 1000 })).ids) holding.add(id);
      const places = ids.flatMap((id, place) => (holding.has(id) ? [place] : []));
      const first = await ask().records.find({ ...whole, text, offset: 0 });
      expect(first.total).toBe(places.length);
      expect(first.found?.place).toBe(places[0]);
      expect(places.length > 0).toBe(text !== 'nowhere at all');
      if (!first.found) continue;
      const second = await ask().records.find({ ...whole, text, offset: first.found.place + 1 });
      expect(second.found).toMatchObject({ place: places[1], id: ids[places[1] ?? 0], number: 2 });
      const before = { ...whole, text, offset: Math.max(0, first.found.place - 1), direction: 'backward' as const };
      expect((await ask().records.find(before)).found?.place).toBe(first.found.place > 0 ? places.at(-1) : 0);
      const round = await ask().records.find({ ...whole, text, offset: (places.at(-1) ?? 0) + 1 });
      expect(round.found?.place).toBe(places[0]);
      const { columns, rows, ids: shown } = await ask().records.page({ ...whole, offset: first.found.place, limit: 1 });
      expect(shown).toEqual([first.found.id]);
      const cell = rows[0]?.[columns.indexOf(first.found.column ?? '')];
      expect(String(cell).toLowerCase()).toContain(text);
    }
  });

  it('the spread of exceptions counts every one of them in its part of the file', async () => {
    const ids = rowsOf(workspace, "select original_record_id from exceptions where status = 'open' order by 1").map(([id]) =>
      Number(id),
    );
    const wrong = rowsOf(
      workspace,
      "select distinct record_id from validation_results where rule_id in ('region_required', 'region_values') order by 1",
    ).map(([id]) => Number(id));
    const partsOf = (places: readonly number[], rows: number, parts: number): number[] => {
      const counts = Array<number>(parts).fill(0);
      for (const place of places)
        counts[Math.floor((place * parts) / rows)] = (counts[Math.floor((place * parts) / rows)] ?? 0) + 1;
      return counts;
    };
    const { total: rows } = await ask().records.page({ dataset: 'sales', what: 'raw', limit: 1 });
    expect(await ask().records.spread({ dataset: 'sales', what: 'raw', parts: 70 })).toEqual({
      rows,
      counts: partsOf(
        ids.map((id) => id - 1),
        rows,
        70,
      ),
    });
    const places = wrong.map((id) => ids.indexOf(id));
    expect(places.length).toBeGreaterThan(0);
    expect(await ask().records.spread({ dataset: 'sales', what: 'exceptions', column: 'region', parts: 33 })).toEqual({
      rows: ids.length,
      counts: partsOf(places, ids.length, 33),
    });
  });

  it('a search finds texts that are no value of their column', async () => {
    const [unread] = rowsOf(
      workspace,
      "select record_id, failure_reason from validation_results where rule_id = 'order_date_type' and failure_reason like '%\"%' limit 1",
    );
    const text = /"([^"]+)"/.exec(String(unread?.[1]))?.[1] ?? '';
    expect(text).not.toBe('');
    const { ids } = await ask().records.page({ dataset: 'sales', what: 'exceptions', search: text, limit: 1000 });
    expect(ids).toContain(unread?.[0]);
    // The words of the sentence are no cell.
    expect((await ask().records.page({ dataset: 'sales', what: 'exceptions', search: 'not a date' })).total).toBe(0);
  });

  it.each(['raw', 'clean', 'exceptions'] as const)('pages of %s rows in any order are the parts of one whole', async (what) => {
    for (const sort of [
      [],
      [{ column: 'revenue', direction: 'descending' as const }],
      [{ column: 'region' }, { column: 'order_date' }],
    ]) {
      const page = (offset: number, limit: number) => ask().records.page({ dataset: 'sales', what, sort, offset, limit });
      const { total } = await page(0, 1);
      const ids: number[] = [];
      // The end first: rows near the ends are found another way than those in the middle.
      const tail = (await page(Math.max(0, total - 100), 100)).ids;
      for (let offset = 0; offset < total; offset += 700) ids.push(...(await page(offset, 700)).ids);
      expect(new Set(ids).size).toBe(total);
      expect(ids.slice(-100)).toEqual(tail);
      if (sort.length === 0) expect(ids).toEqual([...ids].sort((a, b) => a - b));
    }
  });

  it('every number is a door: as many rows stand behind it as it says', async () => {
    const rules = await ask().rules.results({});
    for (const { ruleId, failed } of rules) {
      const { total } = await ask().records.page({ dataset: 'sales', what: 'raw', breaks: { rules: [ruleId] }, limit: 1 });
      expect([ruleId, total]).toEqual([ruleId, failed]);
    }
    const [run] = await ask().runs.list({ limit: 1 });
    const ledger = run?.datasets['sales'];
    const totalOf = async (what: 'raw' | 'clean' | 'exceptions') =>
      (await ask().records.page({ dataset: 'sales', what, limit: 1 })).total;
    expect(await totalOf('raw')).toBe((ledger?.read ?? 0) - (ledger?.blank ?? 0));
    expect(await totalOf('clean')).toBe(ledger?.clean);
    expect(await totalOf('exceptions')).toBe((ledger?.exceptions ?? 0) + (ledger?.structural ?? 0));
    for (const { name, valid, empty, invalid } of await ask().records.columns({ dataset: 'sales' })) {
      expect(valid + empty + invalid).toBe((ledger?.read ?? 0) - (ledger?.structural ?? 0) - (ledger?.blank ?? 0));
      const { count } = await ask().records.sum({ dataset: 'sales', what: 'raw', filter: [condition(name, 'is empty')] });
      expect([name, count]).toEqual([name, empty + (ledger?.structural ?? 0)]);
    }
    const facet = await ask().records.facet({ dataset: 'sales', what: 'clean', column: 'region' });
    expect(facet.values.reduce((sum, { count }) => sum + count, 0)).toBe(ledger?.clean);
    for (const { value, count } of facet.values) {
      const { total } = await ask().records.page({
        dataset: 'sales',
        what: 'clean',
        filter: [{ column: 'region', operator: 'one of', value: '', values: [value] }],
        limit: 1,
      });
      expect(total).toBe(count);
    }
  });

  it('a chart over what a filter leaves adds up to the rows behind it', async () => {
    const filter = [{ dataset: 'sales', ...condition('product', 'equals', 'Dairy') }];
    const { rows } = await ask().charts.data({ id: 'revenue_by_region', filter });
    for (const [region, revenue] of rows) {
      const { sum } = await ask().records.sum({
        dataset: 'sales',
        what: 'clean',
        filter: [condition('product', 'equals', 'Dairy'), condition('region', 'equals', String(region))],
        column: 'revenue',
      });
      expect(Number(sum)).toBeCloseTo(Number(revenue), 2);
    }
    expect(rows).toHaveLength(5);
    // The filter is gone again.
    const all = await ask().charts.data({ id: 'revenue_by_region' });
    expect(Number(all.rows[0]?.[1])).toBeGreaterThan(Number(rows[0]?.[1]));
  });

  it.each(['clean', 'exceptions', 'raw', 'changes'] as const)(
    'an export of %s rows holds those that are meant and no others',
    async (what) => {
      const scope = { filter: [condition('region', 'equals', 'North')] };
      const path = join(folder, `${what}.ndjson`);
      const made = await ask().exports.create({ dataset: 'sales', what, format: 'ndjson', path, scope });
      const lines = readFileSync(path, 'utf8').trim().split('\n');
      expect(made.rows).toBe(lines.length);
      if (what !== 'changes') {
        const { total } = await ask().records.page({ dataset: 'sales', what, ...scope, limit: 1 });
        expect(made.rows).toBe(total);
      }
      const manifest = JSON.parse(readFileSync(`${path}.manifest.json`, 'utf8')) as { scope: unknown };
      expect(manifest.scope).toMatchObject(scope);
    },
  );

  it('an export is told as it goes on; stopped, it leaves what stood there, and no part of itself', async () => {
    const target = join(folder, 'exports');
    const path = join(target, 'followed.csv');
    const input = { dataset: 'sales', path, overwrite: true };
    const told: { done: number; total: number }[] = [];
    let rows = 0;
    for await (const event of await ask().exports.follow(input)) {
      if (event.kind === 'progress') told.push(event);
      else ({ rows } = event.outcome);
    }
    expect(rows).toBeGreaterThan(5000);
    expect(told[0]).toMatchObject({ done: 0, total: 0 });
    expect(told[1]).toMatchObject({ done: 0, total: rows });
    const written = readFileSync(path);
    await expect(async () => {
      const stop = new AbortController();
      const events = await ask().exports.follow({ ...input, what: 'raw', format: 'xlsx' }, { signal: stop.signal });
      for await (const { kind } of events) if (kind === 'progress') stop.abort();
    }).rejects.toThrow(/stopped/);
    expect(readFileSync(path).equals(written)).toBe(true);
    expect(readdirSync(target).sort()).toEqual(['followed.csv', 'followed.csv.manifest.json']);
    // What was written can be proved, and what was not is not told.
    const [run] = await ask().runs.list({ limit: 1 });
    expect(run?.outputs.filter((output) => output.path === path)).toMatchObject([{ what: 'clean', rows }]);
    const exported = await ask().audit.list({ type: 'exported', limit: 1000 });
    expect(exported.filter(({ description }) => description.includes(path))).toMatchObject([{ count: rows }]);
  });

  it('a clean CSV of what is meant is the lines of the file', async () => {
    const path = join(folder, 'north.csv');
    const { rows } = await ask().exports.create({
      dataset: 'sales',
      path,
      scope: { filter: [condition('region', 'equals', 'North'), condition('quantity', 'greater', 40)] },
    });
    const source = new Set(readFileSync(join(folder, 'sales.csv'), 'utf8').split('\n'));
    const [, ...lines] = readFileSync(path, 'utf8').trim().split('\n');
    expect(lines).toHaveLength(rows);
    const untouched = lines.filter((line) => source.has(line.replace(/,[^,]*$/, '')));
    expect(untouched.length).toBeGreaterThan(lines.length / 2);
  });

  it('a rule that was changed is counted as a run would count it', async () => {
    const { yaml } = await ask().pipeline.get();
    const changed = await ask().pipeline.change({
      yaml,
      changes: [{ dataset: 'sales', id: 'quantity_min', options: { min: 20 } }],
    });
    const { failed, before } = await ask().pipeline.preview({ yaml: changed.yaml, dataset: 'sales', id: 'quantity_min' });
    const [[expected] = []] = rowsOf(
      workspace,
      "select count(*) from raw_sales where cast(trim(quantity) as integer) < 20 and trim(quantity) glob '*[0-9]*' and trim(quantity) not glob '*[^-+0-9]*'",
    );
    expect(failed).toBe(expected);
    expect(before).toBeLessThan(failed);
  });

  it.each([
    ["rule: pattern, column: region, pattern: '[NS].*'", "region not glob '[NS]*'"],
    ['rule: length, column: region, max: 4', 'length(region) > 4'],
    ['rule: formula, expression: "starts_with(region, \'N\')", when: quantity > 20', "quantity > 20 and region not glob 'N*'"],
  ])('a new rule (%s) is counted before it is run', async (rule, broken) => {
    const { yaml } = await ask().pipeline.get();
    const more = yaml.replace(/^ {4}rules:\n/m, `    rules:\n      - { id: new_rule, ${rule} }\n`);
    const { failed, before } = await ask().pipeline.preview({ yaml: more, dataset: 'sales', id: 'new_rule' });
    const [[amongClean] = []] = rowsOf(workspace, `select count(*) from clean_sales where ${broken}`);
    expect(before).toBeNull();
    expect(failed).toBeGreaterThanOrEqual(Number(amongClean));
    expect(Number(amongClean)).toBeGreaterThan(10);
  });

  it('a record is told from the file to its value', async () => {
    const { ids } = await ask().records.page({
      dataset: 'sales',
      what: 'exceptions',
      breaks: { rules: ['order_date_type'] },
      limit: 1,
    });
    const record = await ask().records.get({ dataset: 'sales', id: ids[0] ?? 0 });
    const lines = readFileSync(join(folder, 'sales.csv'), 'utf8').split('\n');
    expect(record.lines.find(({ isIt }) => isIt)?.text).toBe(lines[record.line - 1]);
    expect(record.cells.find(({ column }) => column === 'order_date')?.problems[0]?.reason).toMatch(/not a date/);
    expect(record.state).toBe('exception');
  });
});
