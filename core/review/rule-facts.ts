import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import { rulesOfDataset } from '#core/definition/rules-of-dataset.ts';
import { columnsReadBy, fileColumnsOfRule } from '#core/quality/columns-of-rule.ts';
import { conditionOf } from '#core/quality/condition.ts';
import { kindOfRule } from '#core/quality/kind-of-rule.ts';
import { tiesOfRule } from '#core/quality/relations-of-dataset.ts';
import type { SetRule, SqlContext } from '#core/quality/rule.ts';
import { definitionOf } from '#core/records/row-cells.ts';
import { sqlContextOf } from '#core/records/sql-context.ts';
import type { Sql } from '#core/sql/sql.ts';
import { hasStatistics } from '#core/store/statistics.ts';
import type { Database } from '#core/workspace/open.ts';
import type { ReviewedRun } from './verdict.ts';

/** A rule that needs other records and can be asked about one. */
export interface AskedRule {
  readonly index: number;
  readonly rule: RuleDefinition;
  readonly kind: SetRule;
  readonly context: SqlContext;
  /** The columns whose values matter to it. */
  readonly about: readonly string[];
}

/** What the rules of a dataset look at, and what can be asked of them. */
export interface RuleFacts {
  readonly rules: readonly RuleDefinition[];
  /** The columns that each rule is about, by its place. */
  readonly columnsByRule: readonly (readonly string[])[];
  readonly amongOthers: readonly AskedRule[];
  /** The columns that the rule at a place looks at. */
  readonly readBy: (index: number) => readonly string[];
  /** Whether a rule is about the shape of lines. */
  readonly isAboutShape: (rule: RuleDefinition) => boolean;
  /** Whether it depends on values, and not only on which cells are empty, if a rule has something to check. */
  readonly appliesByValues: (rule: RuleDefinition) => boolean;
  /** Whether a rule needs other records. */
  readonly isAmongOthers: (rule: RuleDefinition) => boolean;
  /** Whether a rule can be asked about one record at all; what cannot keeps what the run found. */
  readonly canAsk: (rule: RuleDefinition) => boolean;
  /** Whether a change of some columns may change what is said of a record among others. */
  readonly bearsOnOthers: (columns: readonly string[]) => boolean;
  /** Selects in how many records a rule about many has something to check; undefined for any other, and one that is not about these columns. */
  readonly applicableSql: (rule: RuleDefinition, among: ReadonlySet<string>) => Sql | undefined;
}

/** Gathers the facts about the rules of a dataset in a run. */
export function ruleFactsOf(database: Database, run: ReviewedRun, dataset: string): RuleFacts {
  const definition = definitionOf(run, dataset);
  const columns = Object.keys(definition.columns);
  const rules = rulesOfDataset(definition);
  const columnsByRule = rules.map((rule) => fileColumnsOfRule(rule, definition));
  const readColumns = rules.map((rule) => columnsReadBy(rule, definition));
  const contextOf = (rule: RuleDefinition): SqlContext => sqlContextOf(run, dataset, rule.id);
  /** What a rule about the whole set found of it was kept by every run but those of earlier versions. */
  const isAskable = (rule: RuleDefinition, kind: SetRule): boolean =>
    kind.failingOne !== undefined && (!kind.statistics || hasStatistics(database, run.id, dataset, rule.id));
  /** All columns whose values matter to a rule about many records. */
  const aboutOf = (rule: RuleDefinition, index: number): readonly string[] => [
    ...(columnsByRule[index] ?? []),
    ...(readColumns[index] ?? []),
    ...tiesOfRule(run.pipeline, dataset, rule).flatMap(({ own }) => own),
  ];
  const amongOthers = rules.flatMap((rule, index): readonly AskedRule[] => {
    const kind = kindOfRule(rule);
    if (kind?.scope !== 'set' || !rule.enabled || !isAskable(rule, kind)) return [];
    return [{ rule, index, kind, context: contextOf(rule), about: aboutOf(rule, index) }];
  });
  const askable = new Set(amongOthers.map(({ rule }) => rule));
  return {
    rules,
    columnsByRule,
    amongOthers,
    readBy: (index) => readColumns[index] ?? [],
    isAboutShape: (rule) => kindOfRule(rule)?.scope === 'structure',
    appliesByValues: (rule) => {
      const kind = kindOfRule(rule);
      return kind?.scope === 'record' && (kind.appliesByValues === true || conditionOf(rule).when !== undefined);
    },
    isAmongOthers: (rule) => kindOfRule(rule)?.scope === 'set',
    canAsk: (rule) => {
      const kind = kindOfRule(rule);
      return kind !== undefined && (kind.scope !== 'set' || askable.has(rule));
    },
    bearsOnOthers: (changed) => amongOthers.some(({ about }) => about.some((column) => changed.includes(column))),
    applicableSql: (rule, among) => {
      const kind = kindOfRule(rule);
      // Where that depends on other records too, it is counted record by record.
      if (kind?.scope !== 'set' || kind.applicableAmong) return undefined;
      const about = aboutOf(rule, rules.indexOf(rule));
      // What a computed column holds may depend on any other.
      const isConcerned = about.some((column) => among.has(column) || !columns.includes(column));
      return isConcerned ? kind.query(rule, contextOf(rule)).applicable : undefined;
    },
  };
}
