import { Failure } from '#core/contract/failure.ts';
import { recordState } from '#core/contract/record-state.ts';
import type { Breaks, PageQuery, Selection } from '#core/contract/records.ts';
import { join, literal, type Sql, sql } from '#core/contract/sql.ts';
import { lineShape } from '#core/database/findings.ts';
import { recordsTable, valueColumn } from '#core/database/names.ts';
import { type Database, rowsOf } from '#core/database/open.ts';
import { mayGoOn } from '#core/database/records.ts';
import type { PipelineDefinition } from '#core/definition/pipeline.ts';
import { rulesOfDataset } from '#core/definition/rules-of-dataset.ts';
import { columnsOfRule } from '#core/quality/columns-of-rule.ts';
import { conditionSql, likeText } from './condition-sql.ts';
import { storedColumns, type ValueColumn } from './value-columns.ts';

/** A run whose records are asked for. */
export interface ShownRun {
  readonly no: number;
  readonly pipeline: PipelineDefinition;
}

/** Which records are meant, as SQL over the table of records: what to select from, and the conditions. */
export interface SelectedRecords {
  readonly from: Sql;
  readonly where: Sql;
  readonly columns: readonly ValueColumn[];
  readonly columnSql: (name: string) => Sql;
}

/** Turns what a person means into SQL; `text` is what any cell must hold besides. Throws a Failure (NOT_FOUND, BAD_INPUT) for a dataset or column that is not there. */
export function selectRecords(
  database: Database,
  run: ShownRun,
  selection: Selection & { readonly text?: string },
): SelectedRecords {
  const definition = Object.hasOwn(run.pipeline.datasets, selection.dataset)
    ? run.pipeline.datasets[selection.dataset]
    : undefined;
  if (!definition)
    throw new Failure(
      'NOT_FOUND',
      `there is nothing to show of "${selection.dataset}"; there are ${Object.keys(run.pipeline.datasets).join(', ')}`,
    );
  const columns = storedColumns(definition);
  const place = (name: string): number => {
    const found = columns.findIndex((column) => column.name === name);
    if (found < 0)
      throw new Failure(
        'BAD_INPUT',
        `there is no column "${name}"; there are ${columns.map((column) => column.name).join(', ')}`,
      );
    return found;
  };
  const unread = ruleResults(database, run, selection.dataset).filter(({ rule }) => rule === 'type');
  const conditions = [
    mayGoOn,
    ...(selection.what === 'clean' ? [sql`state in (${recordState.clean}, ${recordState.waived})`] : []),
    ...selection.filter.map((condition) => {
      const at = place(condition.column);
      return conditionSql(condition, valueColumn(at), columns[at], () =>
        typeProblems(database, run, selection.dataset, condition.column),
      );
    }),
    ...(selection.ids ? [sql`id in (select value from json_each(${JSON.stringify(selection.ids)}))`] : []),
    ...(selection.problem ? [problemSql(database, run, selection.dataset, selection.problem)] : []),
    ...(selection.breaks ? [breaksSql(database, run, selection.dataset, selection.breaks)] : []),
    ...[selection.search, selection.text ?? ''].filter((text) => text !== '').map((text) => searchSql(columns, text, unread)),
  ];
  return {
    from: sourceSql(run, selection, columns.length),
    where: join(conditions, ' and '),
    columns,
    columnSql: (name) => valueColumn(place(name)),
  };
}

/** The order of a page: what was asked, then the order of the file. */
export function orderSql({ columnSql }: SelectedRecords, sort: PageQuery['sort'], isReversed = false): Sql {
  const direction = (isAscending: boolean): Sql => literal(isAscending === isReversed ? 'desc' : 'asc');
  return join([
    ...sort.map(({ column, direction: way }) => sql`${columnSql(column)} ${direction(way === 'ascending')}`),
    sql`id ${direction(true)}`,
  ]);
}

/** The records of a kind, those that could not be parsed among them where they belong. */
function sourceSql({ no }: ShownRun, { dataset, what, status, since }: Selection, width: number): Sql {
  const table = recordsTable(dataset, no);
  if (what === 'clean') return table;
  const values = join(Array.from({ length: width }, (_, at) => valueColumn(at)));
  const nulls = literal(Array(width).fill('null').join(', '));
  const own = sql`run_no = ${no} and dataset = ${dataset}`;
  if (what === 'raw') {
    return sql`(
      select id, state, ${values} from ${table}
      union all
      select record_id, ${recordState.exception}, ${nulls} from exception_rows where ${own} and is_structural = ${lineShape.broken})`;
  }
  const bySince = since
    ? sql`case since when 'decided' then 'new' else since end in (select value from json_each(${JSON.stringify(since)}))`
    : sql`true`;
  return sql`(
    select e.record_id as id, r.state, ${values}
    from exception_rows e
    left join ${table} r on r.id = e.record_id
    where ${own} and ${statusSql(no, dataset, status)} and ${bySince})`;
}

function statusSql(runNo: number, dataset: string, status: Selection['status']): Sql {
  const decided = (what: Sql): Sql =>
    sql`e.record_id in (select record_id from decisions where run_no = ${runNo} and dataset = ${dataset} and undone_at is null and ${what})`;
  if (status === 'any') return sql`true`;
  if (status === 'escalated') return sql`status = 'open' and ${decided(sql`kind = 'escalated'`)}`;
  if (status === 'auto') return sql`status = 'fixed' and ${decided(sql`source = 'mapping'`)}`;
  return sql`status = ${status}`;
}

/** The records of which a rule says one very sentence. */
function problemSql(
  database: Database,
  run: ShownRun,
  dataset: string,
  { rule, reason }: NonNullable<Selection['problem']>,
): Sql {
  const results = ruleResults(database, run, dataset).filter(({ ruleId }) => ruleId === rule);
  return sql`id in (${brokenSql(results)} and reason = ${reason})`;
}

/** The records whose cell of a column is not of its type. */
function typeProblems(database: Database, run: ShownRun, dataset: string, column: string): Sql {
  return brokenSql(
    ruleResults(database, run, dataset).filter(({ rule, columns }) => rule === 'type' && columns.includes(column)),
  );
}

function breaksSql(database: Database, run: ShownRun, dataset: string, breaks: Breaks): Sql {
  const allows = (list: readonly string[] | undefined, ...values: readonly string[]): boolean =>
    list === undefined || values.some((value) => list.includes(value));
  const chosen = ruleResults(database, run, dataset).filter(
    ({ ruleId, columns, severity, dimension, category }) =>
      allows(breaks.rules, ruleId) &&
      allows(breaks.columns, ...columns) &&
      allows(breaks.severities, severity) &&
      allows(breaks.dimensions, dimension) &&
      allows(breaks.categories, category),
  );
  return sql`id in (${brokenSql(chosen)})`;
}

function brokenSql(results: readonly RuleOfRun[]): Sql {
  return sql`select record_id from violations where rule_result_id in (${literal(results.map(({ id }) => id).join(', '))}) and record_id is not null`;
}

/** A rule as a run applied it. */
export interface RuleOfRun {
  readonly id: number;
  readonly ruleId: string;
  readonly rule: string;
  readonly severity: string;
  readonly dimension: string;
  readonly category: string;
  readonly failed: number;
  readonly columns: readonly string[];
}

/** The rules of a dataset in a run, with the columns that each is about. */
export function ruleResults(database: Database, { no, pipeline }: ShownRun, dataset: string): readonly RuleOfRun[] {
  const definition = pipeline.datasets[dataset];
  const rules = new Map(definition ? rulesOfDataset(definition).map((rule) => [rule.id, columnsOfRule(rule)]) : []);
  return rowsOf(
    database,
    sql`select id, rule_id, rule, severity, dimension, category, failed from rule_results where run_no = ${no} and dataset = ${dataset} order by rule_no`,
  ).map(([id, ruleId, rule, severity, dimension, category, failed]) => ({
    id: Number(id),
    ruleId: String(ruleId),
    rule: String(rule),
    severity: String(severity),
    dimension: String(dimension),
    category: String(category),
    failed: Number(failed),
    columns: rules.get(String(ruleId)) ?? [],
  }));
}

/** Records in which any cell holds a text; of a cell that is not of its type only the sentence about it tells the text. */
function searchSql(columns: readonly ValueColumn[], search: string, unread: readonly RuleOfRun[]): Sql {
  // To SQLite a text ends at NUL, and so would match anything.
  if (search.includes('\0')) return sql`false`;
  const pattern = `%${likeText(search)}%`;
  const number = Number(search.replace(',', '.'));
  const matches = columns.flatMap(({ scale }, at) => {
    if (scale === undefined) return [sql`${valueColumn(at)} like ${pattern} escape '\\'`];
    return Number.isFinite(number) ? [sql`${valueColumn(at)} = ${Math.round(number * 10 ** scale)}`] : [];
  });
  const broken = unread.filter(({ failed }) => failed > 0);
  const told = broken.length === 0 ? [] : [sql`id in (${brokenSql(broken)} and reason like ${`%"${pattern}"%`} escape '\\')`];
  return matches.length + told.length === 0 ? sql`false` : sql`(${join([...matches, ...told], ' or ')})`;
}
