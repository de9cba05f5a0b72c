import { rulesOfDataset } from '#core/definition/rules-of-dataset.ts';
import { columnsReadBy } from '#core/quality/columns-of-rule.ts';
import { createJudge } from '#core/quality/judge.ts';
import { kindOfRule } from '#core/quality/kind-of-rule.ts';
import { nullWordsOf } from '#core/quality/null-words-of.ts';
import { definitionOf, fileOf } from '#core/records/row-cells.ts';
import { sql } from '#core/sql/sql.ts';
import { createBulkInserter } from '#core/store/bulk-insert.ts';
import { createTallier, lineShape, ruleResultIds, violationColumns } from '#core/store/findings.ts';
import { rawBlocks } from '#core/store/raw.ts';
import { rowsOf } from '#core/workspace/open.ts';
import type { RunContext } from '../run-context.ts';
import type { DatasetPlan } from './plan.ts';

/** Blocks between two reports. */
const reportsEvery = 40;

/** Judges single records of a dataset again by some of its rules, from their raw cells; nothing but the columns of these rules is read. */
export function judgeRules(context: RunContext, { dataset, judged }: DatasetPlan): void {
  const {
    workspace: { database },
    pipeline,
    run,
  } = context;
  const definition = definitionOf({ no: run.no, pipeline }, dataset);
  const all = rulesOfDataset(definition);
  const places = judged.filter((place) => all[place]?.enabled && kindOfRule(all[place])?.scope === 'record');
  if (places.length === 0) return;
  const rules = places.flatMap((place) => all[place] ?? []);
  const results = ruleResultIds(database, run.no, dataset);
  const { sourceId, sources } = fileOf(database, { no: run.no, pipeline }, dataset);
  const columns = Object.entries(definition.columns).map(([name, column], place) => ({
    name,
    column,
    source: sources[place] ?? -1,
  }));
  const needed = new Set(rules.flatMap((rule) => columnsReadBy(rule, definition)));
  // A type is broken by what is derived from a cell too.
  const derive = rules.some((rule) => kindOfRule(rule)?.findsUnreadable) ? definition.derive : {};
  const read = columns.filter(({ name }) => needed.has(name) || Object.keys(derive).length > 0);
  const judge = createJudge({
    dataset: { ...definition, columns: Object.fromEntries(read.map(({ name, column }) => [name, column])), derive },
    rules,
    sources: read.map(({ source }) => source),
    nullWords: nullWordsOf(pipeline, definition),
    today: run.today,
  });
  const cells = 1 + Math.max(-1, ...read.map(({ source }) => source));
  const broken = new Set(
    rowsOf(
      database,
      sql`select record_id from exception_rows where run_no = ${run.no} and dataset = ${dataset} and is_structural <> ${lineShape.sound}`,
    ).map(([id]) => Number(id)),
  );
  const insert = createBulkInserter(database, violationColumns, 3);
  let blocks = 0;
  for (const block of rawBlocks(database, sourceId)) {
    const found: (readonly [number, number, string])[] = [];
    for (let index = 0; index < block.count; index++) {
      const record = block.firstRow + index;
      if (broken.has(record)) continue;
      judge.judge(block.cellsOf(index, cells), {
        changed: () => {},
        violated: (rule, reason) => found.push([results[places[rule] ?? -1] ?? 0, record, reason]),
      });
    }
    let next = 0;
    insert(found.length, (into, at) => {
      [into[at], into[at + 1], into[at + 2]] = found[next++] ?? [0, 0, ''];
    });
    if (++blocks % reportsEvery === 0)
      context.report({ stage: 'ingest', dataset, rows: block.firstRow + block.count, bytes: 0, totalBytes: 0 });
  }
  const tally = createTallier(database);
  for (const [index, place] of places.entries()) tally(results[place] ?? 0, judge.counts[index] ?? nothing);
}

const nothing = { passed: 0, failed: 0, notApplicable: 0, broken: undefined };
