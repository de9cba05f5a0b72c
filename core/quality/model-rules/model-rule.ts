import type { z } from 'zod';
import type { CatalogEntry } from '#core/definition/catalog.ts';
import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import { identifier, join, type Sql, sql } from '#core/sql/sql.ts';

/** What holds for all values of a column. */
export interface ColumnPromise {
  readonly isRequired?: boolean;
  readonly min?: string | undefined;
  readonly max?: string | undefined;
}

/** A kind of rule for the rows of a model, judged by SQL. */
export interface ModelRule extends CatalogEntry {
  /** A condition that is true for the rows that fail; undefined where the rule is about sums, not rows. */
  readonly failing?: (rule: RuleDefinition, table: Sql) => Sql;
  /** A query of one number, of which more than the tolerance is too much; default: how many rows fail. */
  readonly measure?: (rule: RuleDefinition, table: Sql) => Sql;
  /** What a table of another database may promise of the column, where the rule holds. */
  readonly promises?: (rule: Readonly<Record<string, unknown>>) => ColumnPromise;
  /** What was found: how many rows fail, or what was measured, after the name of the model. */
  readonly sentence: (measured: number, limit: number, columns: string) => string;
  /** What a person might do about it. */
  readonly action: string;
}

/** Makes a kind of rule whose functions are given the options that its schema states. */
export function modelRule<Options extends z.ZodObject>(
  kind: Omit<ModelRule, 'options' | 'failing' | 'measure'> & {
    readonly options: Options;
    readonly failing?: (options: z.infer<Options>, table: Sql) => Sql;
    readonly measure?: (options: z.infer<Options>, table: Sql) => Sql;
  },
): ModelRule {
  const { failing, measure, ...rest } = kind;
  // A definition was checked against these schemas when it was read.
  const parsed = (rule: RuleDefinition): z.infer<Options> => kind.options.parse(rule);
  return {
    ...rest,
    ...(failing && { failing: (rule, table) => failing(parsed(rule), table) }),
    ...(measure && { measure: (rule, table) => measure(parsed(rule), table) }),
  };
}

/** The columns that a rule of a model names, as a person reads them. */
export function columnsOfModelRule(rule: RuleDefinition): readonly string[] {
  const list = Array.isArray(rule['columns']) ? rule['columns'].map(String) : [];
  return typeof rule['column'] === 'string' ? [rule['column']] : list;
}

/** Some columns in a row, to be compared with those of other rows. */
export function tuple(columns: readonly string[]): Sql {
  return columns.length === 1 ? identifier(columns[0] ?? '') : sql`(${join(columns.map(identifier))})`;
}
