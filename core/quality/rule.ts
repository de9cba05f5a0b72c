import type { z } from 'zod';
import type { Category } from '#core/contract/category.ts';
import type { Dimension } from '#core/contract/dimension.ts';
import type { RuleRemedy } from '#core/contract/rules.ts';
import type { CatalogEntry } from '#core/definition/catalog.ts';
import type { ColumnDefinition } from '#core/definition/column.ts';
import type { Relations } from '#core/definition/relations.ts';
import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import { type Sql, type SqlValue, sql } from '#core/sql/sql.ts';
import { checkWhere, conditionOf, conditionSql, conditionUsesToday, refuseCondition } from './condition.ts';
import type { Phrase } from './phrases/phrase.ts';
import type { Proposer } from './suggest/proposal.ts';
import type { Value } from './type.ts';

/** One standardized record as rules see it; arrays are in the order of the dataset's columns. */
export interface Row {
  readonly texts: readonly string[];
  /** null where the text is empty or does not parse. */
  readonly values: readonly Value[];
  /** Why a text did not parse, to follow `<column> is "<text>": `; undefined where it did. */
  readonly problems: readonly (string | undefined)[];
}

/** What a check says of one row: true passes, null does not apply, a sentence fails. */
export type Outcome = true | null | string;
export type RowCheck = (row: Row) => Outcome;

/** What a rule may know of its dataset when it is prepared for a run. */
export interface RowContext {
  /** Columns by name, in the order of the row's arrays. */
  readonly columns: ReadonlyMap<
    string,
    { readonly index: number; readonly scale: number | undefined; readonly definition: ColumnDefinition }
  >;
  readonly isEmpty: (text: string) => boolean;
  /** The latest date that is not in the future anywhere on earth (UTC+14), as `yyyy-MM-dd`. */
  readonly today: string;
}

/** The same knowledge for the SQL form: expressions over a table of standardized records. */
export interface SqlContext {
  /** The table or view of this or another dataset's records, with an integer `id`. */
  readonly table: (dataset?: string) => Sql;
  /** The standardized text of a column, or of a value that it might have. */
  readonly text: (column: string, value?: Sql) => Sql;
  /** The typed value of a column, null where it is empty or does not parse; numbers in minor units. */
  readonly value: (column: string, dataset?: string) => Sql;
  /** A condition on records that they still count: neither rejected nor merged into another. */
  readonly counts: (alias: string) => Sql;
  /** Whether a person added values to a dataset that no record of it holds. */
  readonly isAdded: (dataset: string, columns: readonly string[], values: readonly Sql[]) => Sql;
  /** A figure about the whole dataset that the run found for the rule in question, by name; null where it found none. */
  readonly statistic: (name: string) => Sql;
  readonly scaleOf: (column: string, dataset?: string) => number | undefined;
  readonly typeOf: (column: string) => ColumnDefinition['type'];
  readonly keyOf: (dataset: string) => readonly string[];
  readonly nullWords: readonly string[];
  readonly today: string;
  /** The declared columns of the dataset. */
  readonly columns: Readonly<Record<string, ColumnDefinition>>;
  /** How the dataset is bound to others. */
  readonly relations: Relations;
}

/** The SQL form of a rule over a whole dataset. */
export interface SetQuery {
  /** Selects `id` and the values of the sentence, one row for each failing record, in the order of `id`. */
  readonly failing: Sql;
  /** Selects the number of records that the rule applies to. */
  readonly applicable: Sql;
}

/** Other records that bear on what a rule says of one: those with the same values in some columns. */
export interface Tie {
  /** The columns of the record. */
  readonly own: readonly string[];
  /** The dataset of the others, which may be that of the record. */
  readonly dataset: string;
  /** Their columns that hold the same values. */
  readonly other: readonly string[];
  /** Further columns of theirs that matter. */
  readonly reads: readonly string[];
  /** Whether it matters that one of them is rejected or merged, so that it does not count. */
  readonly mattersWhetherCounted: boolean;
}

/** A record that is judged among the others as they are stored. */
export interface OneRecord {
  readonly id: number;
  /** The typed value of a column, as it is or as it is meant to be. */
  readonly value: (column: string) => SqlValue;
  /** The same as the run read it, before anybody decided anything: what the statistics of the run are about. */
  readonly valueRead: (column: string) => SqlValue;
}

interface RuleBase extends CatalogEntry {
  readonly dimension: Dimension;
  readonly category: Category;
  /** The kind of control in the words of audit: schema, business or quality. */
  readonly controlType: 'schema' | 'business' | 'quality';
  /** The code of the control in the words of audit: MISSING_REGION. `about` names its columns in capitals. */
  readonly code: (about: string, rule: RuleDefinition) => string;
  /** How a rule of this kind is said in one sentence that can be read again: the first that fits is said, all are understood. */
  readonly phrases: readonly Phrase[];
  /** What holds where a rule passes, as a person would say it: “region is present”. `about` names its columns. */
  readonly title: (about: string, rule: RuleDefinition) => string;
  /** What is wrong where it fails: “region is missing”. */
  readonly problem: (about: string, rule: RuleDefinition) => string;
  /** The columns that a rule is about, where a person would look first to fix it; default: `column` or `columns`. */
  readonly columns?: (rule: RuleDefinition) => readonly string[];
  /** All columns that a rule looks at; default: those that it is about. */
  readonly reads?: (rule: RuleDefinition) => readonly string[];
  /** Options that a person changes in the list of rules. */
  readonly editable?: readonly string[];
  /** What helps where fixing a cell does not: merging duplicates, adding the missing parent, or choosing a known value. */
  readonly remedy?: RuleRemedy;
  /** The texts that a rule allows, where it lists them. */
  readonly listed?: (rule: RuleDefinition) => readonly string[];
  /** What may fix a broken record, each a proposal of new texts. */
  readonly proposers?: readonly Proposer[];
  /** Whether a rule says what a column must hold, so that a missing cell follows from the others. */
  readonly determines?: (rule: RuleDefinition, column: string) => boolean;
  /** Whether a broken rule leaves open which of its columns is wrong. */
  readonly blamesOneOfSeveral?: boolean;
  /** Whether it finds texts that cannot be read as values of their type. */
  readonly findsUnreadable?: boolean;
  /** Whether it finds cells without a value. */
  readonly findsMissing?: boolean;
  /** Whether what it finds depends on the date that the run is about. */
  readonly dependsOnDate?: (rule: RuleDefinition) => boolean;
}

/** A rule that looks at one record; its predicate is true where the check returns a sentence. */
export interface RecordRule extends RuleBase {
  readonly scope: 'record';
  /** Whether it depends on values, and not only on which cells are empty, if the rule has something to check. */
  readonly appliesByValues?: boolean;
  readonly prepare: (options: unknown, context: RowContext) => RowCheck;
  readonly predicate: (options: unknown, context: SqlContext) => Sql;
  /** The kind that judges a rule in the place of this one, because it needs other records. */
  readonly related?: ((rule: RuleDefinition) => SetRule | undefined) | undefined;
}

/** A rule that needs the whole dataset. */
export interface SetRule extends RuleBase {
  readonly scope: 'set';
  readonly query: (options: unknown, context: SqlContext) => SetQuery;
  /** Selects the values of the sentence, one row, where one record fails with the values given; absent where only the whole set can say. */
  readonly failingOne?: ((options: unknown, context: SqlContext, one: OneRecord) => Sql) | undefined;
  /** Selects figures about the whole dataset, one row of named numbers, that are kept with the run so that `failingOne` need not find them again. */
  readonly statistics?: ((options: unknown, context: SqlContext) => Sql) | undefined;
  /** Counts those of some records, given as SQL, that the rule applies to; for rules whose application depends on other records. */
  readonly applicableAmong?: ((options: unknown, context: SqlContext, ids: Sql) => Sql) | undefined;
  /** Which other records bear on what the rule says of a record. */
  readonly ties?:
    | ((rule: RuleDefinition, of: { readonly dataset: string; readonly relations: Relations }) => readonly Tie[])
    | undefined;
  readonly explain: (options: unknown, values: readonly SqlValue[], context: SqlContext) => string;
}

/** A rule about the shape of the file; the reader finds its violations while it splits records. */
export interface StructureRule extends RuleBase {
  readonly scope: 'structure';
}

export type Rule = RecordRule | SetRule | StructureRule;

type Options<Schema extends z.ZodObject> = z.output<Schema>;
type Described<Schema extends z.ZodObject> = Omit<RuleBase, 'options' | 'refuse'> & {
  readonly options: Schema;
  readonly refuse?: (
    options: Options<Schema>,
    columns: Readonly<Record<string, ColumnDefinition>>,
    relations?: Relations,
  ) => string | undefined;
};

/** Makes a record rule whose functions receive options already parsed by its own schema. */
export function recordRule<Schema extends z.ZodObject>(
  rule: Described<Schema> & {
    readonly appliesByValues?: boolean;
    readonly prepare: (options: Options<Schema>, context: RowContext) => RowCheck;
    readonly predicate: (options: Options<Schema>, context: SqlContext) => Sql;
    readonly related?: RecordRule['related'];
  },
): RecordRule {
  const { options, refuse, reads, columns: about } = rule;
  const readColumns = (raw: RuleDefinition): readonly string[] =>
    reads?.(raw) ?? about?.(raw) ?? [raw['column'], raw['columns']].flat().filter((name) => typeof name === 'string');
  return {
    ...rule,
    scope: 'record',
    reads: (raw) => [...readColumns(raw), ...conditionOf(raw).columns],
    dependsOnDate: (raw) => conditionUsesToday(raw) || (rule.dependsOnDate?.(raw) ?? false),
    refuse: (raw, columns, relations) => refuseCondition(raw, columns) ?? refuse?.(options.parse(raw), columns, relations),
    prepare: (raw, context) => checkWhere(raw as RuleDefinition, context, rule.prepare(options.parse(raw), context)),
    predicate: (raw, context) => {
      const predicate = rule.predicate(options.parse(raw), context);
      const { when } = conditionOf(raw as RuleDefinition);
      return when === undefined ? predicate : sql`(${conditionSql(raw as RuleDefinition, context)} and ${predicate})`;
    },
  };
}

/** Makes a set rule whose functions receive options already parsed by its own schema. */
export function setRule<Schema extends z.ZodObject>(
  rule: Described<Schema> & {
    readonly query: (options: Options<Schema>, context: SqlContext) => SetQuery;
    readonly failingOne?: (options: Options<Schema>, context: SqlContext, one: OneRecord) => Sql;
    readonly statistics?: (options: Options<Schema>, context: SqlContext) => Sql;
    readonly applicableAmong?: (options: Options<Schema>, context: SqlContext, ids: Sql) => Sql;
    readonly ties?: SetRule['ties'];
    readonly explain: (options: Options<Schema>, values: readonly SqlValue[], context: SqlContext) => string;
  },
): SetRule {
  const { options, refuse } = rule;
  return {
    ...rule,
    scope: 'set',
    refuse: (raw, columns, relations) =>
      raw['when'] !== undefined && !('when' in options.shape)
        ? `${rule.name} compares all records, so it does not support \`when\``
        : refuse?.(options.parse(raw), columns, relations),
    query: (raw, context) => rule.query(options.parse(raw), context),
    failingOne:
      rule.failingOne &&
      ((raw, context, one) => rule.failingOne?.(options.parse(raw), context, one) ?? sql`select null where false`),
    statistics:
      rule.statistics && ((raw, context) => rule.statistics?.(options.parse(raw), context) ?? sql`select null where false`),
    applicableAmong:
      rule.applicableAmong && ((raw, context, ids) => rule.applicableAmong?.(options.parse(raw), context, ids) ?? sql`select 0`),
    explain: (raw, values, context) => rule.explain(options.parse(raw), values, context),
  };
}
