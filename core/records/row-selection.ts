import { Failure } from '#core/contract/failure.ts';
import { recordState } from '#core/contract/record-state.ts';
import type { Breaks, PageQuery, Selection } from '#core/contract/records.ts';
import { quarantines, severity } from '#core/contract/severity.ts';
import { parseScaled } from '#core/quality/values/scaled.ts';
import { recordsTable, valueColumn } from '#core/sql/names.ts';
import { integers, join, literal, type Sql, sql } from '#core/sql/sql.ts';
import { lineShape } from '#core/store/findings.ts';
import { mayGoOn } from '#core/store/records.ts';
import type { Database } from '#core/workspace/open.ts';
import { type ComparedColumn, conditionSql, holdsSql } from './condition-sql.ts';
import { rawColumn, rawMatches } from './raw-texts.ts';
import { definitionOf, fileOf, rawColumns } from './row-cells.ts';
import { fits, type RuleOfRun, ruleResults, type ShownRun } from './rules-of-run.ts';
import { storedColumns, type ValueColumn } from './value-columns.ts';

/** Which records are meant, as SQL over the table of records: what to select from, and the conditions. */
export interface SelectedRecords {
  readonly from: Sql;
  readonly where: Sql;
  readonly columns: readonly ValueColumn[];
  readonly columnSql: (name: string) => Sql;
  /** What puts a column in order, what counts most first. */
  readonly orderOf: (name: string) => readonly Sql[];
}

/** Turns what a person means into SQL; `text` is what any cell must hold besides. Throws a Failure (NOT_FOUND, BAD_INPUT) for a dataset or column that is not there. */
export function selectRecords(
  database: Database,
  run: ShownRun,
  selection: Selection & { readonly text?: string },
): SelectedRecords {
  if (selection.what === 'violations' || selection.what === 'changes')
    throw new Failure('BAD_INPUT', `${selection.what} are only shown page by page; ask this of raw, clean or exceptions`);
  const columns = storedColumns(definitionOf(run, selection.dataset));
  const columnOf = (name: string): ComparedColumn => {
    const place = columns.findIndex((column) => column.name === name);
    const own = selection.what === 'raw' ? rawColumns(database, run, selection.dataset) : undefined;
    const at = own?.places[own.names.indexOf(name)];
    // A computed column may have the name of one that stands in the file.
    const isValue = place >= 0 && !(columns[place]?.isDerived && at !== undefined);
    if (isValue) return { value: valueColumn(place), number: numberSql(columns[place], place), definition: columns[place] };
    if (own && at !== undefined && at >= 0) {
      const table = rawColumn(database, fileOf(database, run, selection.dataset).sourceId, at);
      const of = (what: 'text' | 'number'): Sql => sql`(select ${literal(what)} from ${table} where record = id)`;
      return { value: of('text'), number: of('number'), definition: undefined };
    }
    const known = new Set([...columns.map((column) => column.name), ...(own?.names ?? [])]);
    throw new Failure('BAD_INPUT', `there is no column "${name}"; there are ${[...known].join(', ')}`);
  };
  const unread = ruleResults(database, run, selection.dataset).filter(({ kind }) => kind?.findsUnreadable);
  const conditions = [
    mayGoOn,
    ...(selection.what === 'clean'
      ? [
          selection.only === 'passed'
            ? sql`state = ${recordState.clean}`
            : sql`state in (${recordState.clean}, ${recordState.waived})`,
        ]
      : []),
    ...selection.filter.map((condition) => {
      const column = columnOf(condition.column);
      return conditionSql(condition, column, () => typeProblems(database, run, selection.dataset, condition.column));
    }),
    ...(selection.ids ? [sql`id in (select value from json_each(${JSON.stringify(selection.ids)}))`] : []),
    ...(selection.problem ? [problemSql(database, run, selection.dataset, selection.problem)] : []),
    ...(selection.breaks ? [breaksSql(database, run, selection.dataset, meantBy(selection.what, selection.breaks))] : []),
    ...[selection.search, selection.text ?? '']
      .filter((text) => text !== '')
      .map((text) => {
        const held = (what: 'cells' | 'lines'): Sql =>
          sql`id in (select record from ${rawMatches(database, run, selection.dataset, what, text)})`;
        if (selection.what === 'raw') return held('cells');
        const found = searchSql(columns, text, unread);
        return selection.what === 'clean' ? found : sql`(${found} or ${held('lines')})`;
      }),
  ];
  return {
    from: sourceSql(run, selection, columns.length),
    where: join(conditions, ' and '),
    columns,
    columnSql: (name) => columnOf(name).value,
    orderOf: (name) => {
      const { value, number } = columnOf(name);
      // Numbers by their size, then what is none.
      return number ? [sql`(${number} is null and ${value} is not null)`, number, value] : [value];
    },
  };
}

/** Whether nothing narrows the rows that are meant. */
export function isWhole({ dataset: _, what: __, filter, search, status, ...others }: Selection): boolean {
  return filter.length === 0 && search === '' && status === 'open' && Object.values(others).every((one) => one === undefined);
}

/** The order of a page: what was asked, then the order of the file. */
export function orderSql({ orderOf }: SelectedRecords, sort: PageQuery['sort'], isReversed = false): Sql {
  const direction = (isAscending: boolean): Sql => literal(isAscending === isReversed ? 'desc' : 'asc');
  return join([
    ...sort.flatMap(({ column, direction: way }) => orderOf(column).map((key) => sql`${key} ${direction(way === 'ascending')}`)),
    sql`id ${direction(true)}`,
  ]);
}

/** The records of a kind, those that could not be parsed among them where they belong. */
function sourceSql({ no }: ShownRun, { dataset, what, status, since, only }: Selection, width: number): Sql {
  const table = recordsTable(dataset, no);
  if (what === 'clean') return table;
  const values = join(Array.from({ length: width }, (_, at) => valueColumn(at)));
  const nulls = literal(Array(width).fill('null').join(', '));
  const own = sql`run_no = ${no} and dataset = ${dataset}`;
  if (what === 'raw') {
    // What was read as a record, and lines that were mended since.
    if (only === 'records') return table;
    return sql`(
      select id, state, ${values} from ${table}
      union all
      select record_id, ${recordState.exception}, ${nulls} from exception_rows where ${own} and is_structural = ${lineShape.broken})`;
  }
  const bySince = since
    ? sql`case when since in ('decided', 'flagged') then 'new' else since end in (select value from json_each(${JSON.stringify(since)}))`
    : sql`true`;
  const isLine = sql`is_structural = ${lineShape.broken}`;
  const byShape = only === 'lines' ? isLine : only === 'records' ? sql`not ${isLine}` : sql`true`;
  return sql`(
    select e.record_id as id, r.state, ${values}
    from exception_rows e
    left join ${table} r on r.id = e.record_id
    where ${own} and ${statusSql(no, dataset, status)} and ${bySince} and ${byShape})`;
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
    ruleResults(database, run, dataset).filter(({ kind, columns }) => kind?.findsUnreadable && columns.includes(column)),
  );
}

/** Exceptions are told by what keeps them out, unless a rule or a severity is named that only warns. */
function meantBy(what: Selection['what'], breaks: Breaks): Breaks {
  const isNamed = what !== 'exceptions' || breaks.rules !== undefined || breaks.severities !== undefined;
  return isNamed ? breaks : { ...breaks, severities: severity.options.filter(quarantines) };
}

function breaksSql(database: Database, run: ShownRun, dataset: string, breaks: Breaks): Sql {
  return sql`id in (${brokenSql(ruleResults(database, run, dataset).filter((rule) => fits(rule, breaks)))})`;
}

function brokenSql(results: readonly RuleOfRun[]): Sql {
  return sql`select record_id from violations where rule_result_id in (${integers(results.map(({ id }) => id))}) and record_id is not null`;
}

/** Numbers without a fixed number of places are kept as texts, and compared as numbers. */
function numberSql(column: ValueColumn | undefined, place: number): Sql | undefined {
  return column?.type === 'decimal' && column.scale === undefined ? sql`cast(${valueColumn(place)} as real)` : undefined;
}

/** Records in which any cell holds a text; of a cell that is not of its type only the sentence about it tells the text. */
function searchSql(columns: readonly ValueColumn[], search: string, unread: readonly RuleOfRun[]): Sql {
  const matches = columns.flatMap(({ scale }, at) => {
    if (scale === undefined) return [holdsSql(valueColumn(at), search)];
    // Numbers by their whole value, however many zeros it is written with.
    const number = parseScaled(search.trim().replace(',', '.'), scale);
    return typeof number === 'number' ? [sql`${valueColumn(at)} = ${number}`] : [];
  });
  const broken = unread.filter(({ failed }) => failed > 0);
  const told = broken.length === 0 ? [] : [sql`id in (${brokenSql(broken)} and ${holdsSql(sql`reason`, search, '%"%', '%"%')})`];
  return matches.length + told.length === 0 ? sql`false` : sql`(${join([...matches, ...told], ' or ')})`;
}
