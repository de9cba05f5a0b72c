import { quarantines } from '#core/contract/severity.ts';
import { literal, type SqlValue, sql } from '#core/contract/sql.ts';
import { ruleResultIds } from '#core/database/findings.ts';
import { recordsTable } from '#core/database/names.ts';
import { type Database, rowsOf } from '#core/database/open.ts';
import { cellsOf, createRawFinder } from '#core/database/raw.ts';
import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import { rulesOfDataset } from '#core/definition/rules-of-dataset.ts';
import { columnsOfRule } from '#core/quality/columns-of-rule.ts';
import { rules as ruleKinds } from '#core/quality/rules.ts';
import type { Value } from '#core/quality/type.ts';
import { definitionOf, fileOf, judgeOf } from '../row-cells.ts';
import type { ShownRun } from '../row-selection.ts';
import { sqlContextOf } from '../sql-context.ts';

/** A run whose records are reviewed. */
export type ReviewedRun = ShownRun & { readonly id: string; readonly today: string };

/** A rule that a record breaks, by its place in the list of rules. */
export interface Finding {
  readonly index: number;
  readonly rule: RuleDefinition;
  /** The columns that the rule is about. */
  readonly columns: readonly string[];
  readonly reason: string;
}

/** What a record with some cells written anew comes to, before anything is stored. */
export interface RecordVerdict {
  readonly raw: readonly string[];
  /** Standardized texts and typed values, in the order of the declared columns. */
  readonly texts: readonly string[];
  readonly values: readonly Value[];
  readonly findings: readonly Finding[];
}

/** Judges single records of a dataset anew. */
export interface Reviewer {
  readonly dataset: string;
  readonly columns: readonly string[];
  readonly rules: readonly RuleDefinition[];
  /** By the rules that look at one record; undefined where there is no such record. */
  readonly judge: (recordId: number, written: ReadonlyMap<string, string>) => RecordVerdict | undefined;
  /** Whether a record could not be told apart into cells. */
  readonly isBroken: (recordId: number) => boolean;
  /** The cells of a record as they stand in its file; undefined where there is none. */
  readonly rawOf: (recordId: number) => readonly string[] | undefined;
  /** The rules that a record breaks, as stored. */
  readonly foundNow: (recordId: number) => readonly Finding[];
  /** Those of them that keep it out of the clean rows. */
  readonly blockingNow: (recordId: number) => readonly Finding[];
  /**
   * By the rules that need other records, which are taken as they are stored now, the record itself as the values say; where only some
   * columns changed, what is stored of the rules about others still holds.
   */
  readonly judgeAmongOthers: (recordId: number, values: readonly Value[], changed?: readonly string[]) => readonly Finding[];
  /** Whether a change of some columns may change what is said of a record among others. */
  readonly bearsOnOthers: (columns: readonly string[]) => boolean;
  /** Whether a rule needs other records. */
  readonly isAmongOthers: (rule: RuleDefinition) => boolean;
  /** Whether a rule can be asked about one record at all; what cannot keeps what the run found. */
  readonly canAsk: (rule: RuleDefinition) => boolean;
}

/** Makes a reviewer of a dataset in a run. */
export function createReviewer(database: Database, run: ReviewedRun, dataset: string): Reviewer {
  const definition = definitionOf(run, dataset);
  const columns = Object.keys(definition.columns);
  const rules = rulesOfDataset(definition);
  const { fileId, sources } = fileOf(database, run, dataset);
  const find = createRawFinder(database, fileId);
  const judge = judgeOf(database, run, dataset);
  const context = sqlContextOf({ pipeline: run.pipeline, run }, dataset);
  const kindOf = (rule: RuleDefinition) => ruleKinds.find(({ name }) => name === rule.rule);
  const columnsByRule = rules.map(columnsOfRule);
  const amongOthers = rules.flatMap((rule, index) => {
    const kind = kindOf(rule);
    if (kind?.scope !== 'set' || !rule.enabled || !kind.failingOne) return [];
    return [{ rule, index, kind, about: [...(columnsByRule[index] ?? []), ...(kind.groupedBy?.(rule) ?? [])] }];
  });
  /** The places of the rules among others that are not asked anew. */
  const keptIndexes = (asked: readonly { readonly index: number }[]): ReadonlySet<number> =>
    new Set(amongOthers.map(({ index }) => index).filter((index) => !asked.some((one) => one.index === index)));
  const results = ruleResultIds(database, run.no, dataset);
  const findingOf = (index: number, rule: RuleDefinition, reason: string): Finding => ({
    index,
    rule,
    columns: columnsByRule[index] ?? [],
    reason,
  });
  const foundNow = (recordId: number): readonly Finding[] =>
    rowsOf(
      database,
      sql`select rule_result_id, reason from violations where record_id = ${recordId} and rule_result_id in (${literal(results.join(', '))}) order by id`,
    ).flatMap(([result, reason]) => {
      const index = results.indexOf(Number(result));
      const rule = rules[index];
      return rule ? [findingOf(index, rule, String(reason))] : [];
    });
  return {
    dataset,
    columns,
    rules,
    isBroken: (recordId) =>
      rowsOf(database, sql`select 1 from ${recordsTable(dataset, run.no)} where id = ${recordId}`).length === 0,
    rawOf: (recordId) => {
      const record = find(recordId);
      return record && cellsOf(record);
    },
    foundNow,
    blockingNow: (recordId) => foundNow(recordId).filter(({ rule }) => quarantines(rule.severity)),
    judge: (recordId, written) => {
      const record = find(recordId);
      if (!record) return undefined;
      const raw = cellsOf(record);
      const cells = [...raw];
      for (const [column, text] of written) {
        const source = sources[columns.indexOf(column)] ?? -1;
        if (source >= 0) cells[source] = text;
      }
      const texts = sources.map((source) => (source < 0 ? '' : (cells[source] ?? '')));
      const findings: Finding[] = [];
      judge.judge(cells, {
        changed: (column, _, __, after) => (texts[column] = after),
        violated: (index, reason) => {
          const rule = rules[index];
          if (rule) findings.push(findingOf(index, rule, reason));
        },
      });
      return { raw, texts, values: [...judge.values], findings };
    },
    judgeAmongOthers: (recordId, values, changed) => {
      const isAsked = (about: readonly string[]): boolean =>
        changed === undefined || about.some((column) => changed.includes(column));
      const asked = amongOthers.filter(({ about }) => isAsked(about));
      const kept =
        asked.length === amongOthers.length ? [] : foundNow(recordId).filter(({ index }) => keptIndexes(asked).has(index));
      const one = { id: recordId, value: (column: string) => values[columns.indexOf(column)] ?? null };
      return asked
        .flatMap(({ rule, index, kind }) => {
          const [found] = kind.failingOne ? rowsOf(database, kind.failingOne(rule, context, one)) : [];
          return found ? [findingOf(index, rule, kind.explain(rule, found as SqlValue[], context))] : [];
        })
        .concat(kept);
    },
    bearsOnOthers: (changed) => amongOthers.some(({ about }) => about.some((column) => changed.includes(column))),
    isAmongOthers: (rule) => kindOf(rule)?.scope === 'set',
    canAsk: (rule) => {
      const kind = kindOf(rule);
      return kind?.scope === 'record' || (kind?.scope === 'set' && kind.failingOne !== undefined);
    },
  };
}

/** Whether findings keep a record out of the clean rows. */
export function blocks(findings: readonly Finding[]): boolean {
  return findings.some(({ rule }) => quarantines(rule.severity));
}
