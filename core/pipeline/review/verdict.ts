import { quarantines } from '#core/contract/severity.ts';
import type { SqlValue } from '#core/contract/sql.ts';
import { type Database, rowsOf } from '#core/database/open.ts';
import { cellsOf, createRawFinder } from '#core/database/raw.ts';
import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import { rulesOfDataset } from '#core/definition/rules-of-dataset.ts';
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
  /** By the rules that need other records, as the table of records stands now. */
  readonly judgeAmongOthers: (recordId: number) => readonly Finding[];
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
  return {
    dataset,
    columns,
    rules,
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
          if (rule) findings.push({ index, rule, reason });
        },
      });
      return { raw, texts, values: [...judge.values], findings };
    },
    judgeAmongOthers: (recordId) =>
      rules.flatMap((rule, index) => {
        const kind = kindOf(rule);
        if (kind?.scope !== 'set' || !rule.enabled || !kind.failingOne) return [];
        const [found] = rowsOf(database, kind.failingOne(rule, context, recordId));
        return found ? [{ index, rule, reason: kind.explain(rule, found.slice(1) as SqlValue[], context) }] : [];
      }),
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
