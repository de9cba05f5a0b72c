import { Failure } from '#core/contract/failure.ts';
import { readPipeline } from '#core/definition/read-pipeline.ts';
import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import { rulesOfDataset } from '#core/definition/rules-of-dataset.ts';
import { catalog } from '#core/quality/catalog.ts';
import { kindOfRule } from '#core/quality/kind-of-rule.ts';
import type { SqlContext } from '#core/quality/rule.ts';
import { recordsTable } from '#core/sql/names.ts';
import { integers, type Sql, sql } from '#core/sql/sql.ts';
import { mayGoOn } from '#core/store/records.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import { addSqlFunctions } from './add-sql-functions.ts';
import type { CurrentRun } from './current-run.ts';
import { ruleResults } from './rules-of-run.ts';
import { sqlContextOf } from './sql-context.ts';
import { storedColumns } from './value-columns.ts';

/**
 * How many records of the run that is shown fail a rule of another definition, found by the rule's SQL form. Throws a Failure
 * (BAD_DEFINITION, NOT_FOUND, CONFLICT) where that cannot be known without a run.
 */
export function previewRule(
  database: Database,
  run: CurrentRun,
  { yaml, dataset, id }: { readonly yaml: string; readonly dataset: string; readonly id: string },
): { failed: number; before: number | null } {
  const pipeline = readPipeline(yaml, 'the pipeline', catalog);
  const [definition, shown] = [pipeline.datasets[dataset], run.pipeline.datasets[dataset]];
  const rule = definition && rulesOfDataset(definition).find((candidate) => candidate.id === id);
  if (!definition || !shown || !rule) throw new Failure('NOT_FOUND', `there is no rule ${id} in ${dataset}`);
  if (
    JSON.stringify(storedColumns(definition)) !== JSON.stringify(storedColumns(shown)) ||
    JSON.stringify(definition.clean) !== JSON.stringify(shown.clean)
  )
    throw new Failure('CONFLICT', 'columns or cleaning steps were changed as well: run the pipeline to see what fails');
  const before = ruleResults(database, run, dataset).find((candidate) => candidate.ruleId === id)?.failed ?? null;
  const kind = kindOfRule(rule);
  // What is wrong with the shape of the file, and text that is not of its type, was found while it was read.
  if (!kind || kind.scope === 'structure' || kind.findsUnreadable) return { failed: rule.enabled ? (before ?? 0) : 0, before };
  if (!rule.enabled) return { failed: 0, before };
  return { failed: countFailing(database, { ...run, pipeline }, dataset, rule), before };
}

/** How many records of a run fail a rule, found by the rule's SQL form; 0 for what only reading the file can find. */
export function countFailing(database: Database, run: CurrentRun, dataset: string, rule: RuleDefinition): number {
  const [failed] = rowsOf(database, sql`select count(distinct id) from (${failingSql(database, run, dataset, rule)})`)[0] ?? [];
  return Number(failed);
}

/** The first records of a run that fail a rule. */
export function firstFailing(database: Database, run: CurrentRun, dataset: string, rule: RuleDefinition, most: number): number[] {
  const failing = failingSql(database, run, dataset, rule);
  return rowsOf(database, sql`select distinct id from (${failing}) order by id limit ${most}`).map(([id]) => Number(id));
}

function failingSql(database: Database, run: CurrentRun, dataset: string, rule: RuleDefinition): Sql {
  const kind = kindOfRule(rule);
  if (!kind || kind.scope === 'structure') return sql`select null as id where false`;
  addSqlFunctions(database);
  const stored = sqlContextOf(run, dataset);
  const context = kind.findsMissing ? { ...stored, text: textOfStored(database, run, dataset, stored) } : stored;
  return kind.scope === 'set'
    ? kind.query(rule, context).failing
    : sql`select id from ${recordsTable(dataset, run.no)} where ${mayGoOn} and ${kind.predicate(rule, context)}`;
}

/** A value is stored as null where its cell is empty and where it cannot be read: only the first is no text, and the second is not missing. */
function textOfStored(database: Database, run: CurrentRun, dataset: string, { text, value }: SqlContext): SqlContext['text'] {
  return (column) => {
    const unreadable = ruleResults(database, run, dataset)
      .filter(({ kind, columns }) => kind?.findsUnreadable && columns.includes(column))
      .map(({ id }) => id);
    const isUnreadable = sql`id in (select record_id from violations where rule_result_id in (${integers(unreadable)}))`;
    return sql`case when ${value(column)} is not null then ${text(column)} when ${isUnreadable} then 'unreadable' else '' end`;
  };
}
