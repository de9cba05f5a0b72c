import type { Tell } from '#core/contract/progress.ts';
import type { ColumnProfile, Page, PageQuery, Selection } from '#core/contract/records.ts';
import { chartData } from '#core/models/chart-data.ts';
import { formatScaled } from '#core/quality/values/scaled.ts';
import { findingsPage } from '#core/records/findings-page.ts';
import { cleanCells, definitionOf, fileOf, marksOf, rawCells, rawColumns, standardizedCells } from '#core/records/row-cells.ts';
import { isWhole, selectRecords } from '#core/records/row-selection.ts';
import { createRowSets, type RowPage, type RowSets } from '#core/records/row-sets.ts';
import { ruleResults } from '#core/records/rules-of-run.ts';
import { spreadOf } from '#core/records/spread.ts';
import { storedColumns } from '#core/records/value-columns.ts';
import { tryCells, type Wish } from '#core/review/decide.ts';
import { sideBySide } from '#core/review/duplicates.ts';
import { facetsOf } from '#core/review/facets.ts';
import { clustersOf, problemsOf, problemValues } from '#core/review/problems.ts';
import { splitLine } from '#core/review/split-line.ts';
import { createSuggester, type Suggester } from '#core/review/suggest.ts';
import { folded } from '#core/sql/folded.ts';
import { recordsTable, valueColumn } from '#core/sql/names.ts';
import { literal, type Sql, sql } from '#core/sql/sql.ts';
import { fileById } from '#core/store/files.ts';
import { accountOf } from '#core/store/ledgers.ts';
import { exceptionsSince } from '#core/store/since.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import { exportRows } from './export-rows.ts';
import { previewRule } from './preview-rule.ts';
import { type CurrentRun, createCurrentRun } from './shown-run.ts';

/** What a thread of queries keeps between two of them. */
export interface QuerySession {
  readonly database: Database;
  /** Keeps what was learned about the columns of a dataset in a run. */
  readonly suggesters: (name: string, make: () => Suggester) => Suggester;
  readonly current: () => CurrentRun;
  readonly rowSets: RowSets;
}

/** Begins a session on a reading connection. */
export function openSession(database: Database): QuerySession {
  let kept: readonly [string, Suggester] | undefined;
  const suggesters = (name: string, make: () => Suggester): Suggester => {
    if (kept?.[0] !== name) kept = [name, make()];
    return kept[1];
  };
  return { database, current: createCurrentRun(database), rowSets: createRowSets(database), suggesters };
}

type Facet = Selection & { readonly column: string; readonly starting: string; readonly limit: number };

/** The questions that may take long, by name; each is answered on a thread of queries. */
export const queries = {
  /** Nothing: the session it opens is what counts. */
  warm: ({ current }: QuerySession) => void current(),

  page: ({ database, current, rowSets }: QuerySession, query: PageQuery): Page => {
    if (query.what === 'violations' || query.what === 'changes') return findingsPage(database, current(), query);
    const run = current();
    const { dataset, what, offset, limit, sort, ...meant } = query;
    const selected = selectRecords(database, run, query);
    const known = isWhole({ dataset, what, ...meant }) ? accountOf(database, run.no, dataset, what) : undefined;
    const { ids, total } =
      what === 'raw' && sort.length === 0 && known !== undefined
        ? filePage(known, offset, limit)
        : rowSets.page(selected, sort, JSON.stringify([run.id, run.version, dataset, what, meant, sort]), offset, limit, known);
    return {
      ...shownCells(database, run, dataset, what, ids),
      ids: [...ids],
      marks: marksOf(database, run, dataset, ids),
      total,
    };
  },

  find: (
    { database, current, rowSets }: QuerySession,
    { text, direction, ...query }: Omit<PageQuery, 'limit'> & { readonly text: string; readonly direction: string },
  ) => {
    const run = current();
    const { dataset, what, offset, sort, ...meant } = query;
    const key = [run.id, run.version, dataset, what, meant, sort];
    const { total, found } = rowSets.find(
      selectRecords(database, run, query),
      sort,
      JSON.stringify(key),
      { selected: selectRecords(database, run, { ...query, text }), key: JSON.stringify([...key, text]) },
      { offset, isBackward: direction === 'backward' },
    );
    if (!found) return { total, found };
    const { columns, rows } = shownCells(database, run, dataset, what, [found.id]);
    const holds = (cell: unknown): boolean => folded(String(cell ?? '')).includes(folded(text));
    return { total, found: { ...found, column: columns[rows[0]?.findIndex(holds) ?? -1] ?? null } };
  },

  spread: ({ database, current }: QuerySession, input: Parameters<typeof spreadOf>[2]) => spreadOf(database, current(), input),

  columns: ({ database, current }: QuerySession, { dataset }: { readonly dataset: string }): ColumnProfile[] => {
    const run = current();
    selectRecords(database, run, { dataset, what: 'raw', filter: [], status: 'open', search: '' });
    const columns = storedColumns(definitionOf(run, dataset));
    const results = ruleResults(database, run, dataset);
    const counts = columns.map((_, place) => sql`count(${valueColumn(place)})`);
    const [all = 0, ...filled] =
      rowsOf(database, sql`select count(*), ${joined(counts)} from ${recordsTable(dataset, run.no)}`)[0]?.map(Number) ?? [];
    return columns.map(({ name, type, scale, isDerived }, place) => {
      const rules = results.filter(
        ({ columns: about, kind, failed }) => failed > 0 && !kind?.findsMissing && about.includes(name),
      );
      const [only, ...others] = rules;
      const invalid =
        only === undefined
          ? 0
          : others.length === 0
            ? only.failed
            : distinctRecords(
                database,
                rules.map(({ id }) => id),
              );
      const unread = rules.filter(({ kind }) => kind?.findsUnreadable).reduce((sum, { failed }) => sum + failed, 0);
      const empty = all - (filled[place] ?? 0) - unread;
      return { name, type, scale: scale ?? null, isDerived, valid: all - empty - invalid, empty, invalid };
    });
  },

  facet: ({ database, current }: QuerySession, { column, starting, limit, ...selection }: Facet) => {
    const run = current();
    const meant =
      starting === ''
        ? selection
        : { ...selection, filter: [...selection.filter, { column, operator: 'contains' as const, value: starting, values: [] }] };
    const { from, where, columns, columnSql } = selectRecords(database, run, meant);
    const value = columnSql(column);
    const definition = columns.find(({ name }) => name === column);
    const rows = rowsOf(
      database,
      sql`select ${value}, count(*) from ${from} where ${where} group by ${value} order by 2 desc, 1 limit ${limit}`,
    );
    const [distinct] =
      rows.length < limit
        ? [rows.length]
        : (rowsOf(database, sql`select count(distinct ${value}) from ${from} where ${where}`)[0] ?? []);
    const shown = (stored: unknown): string | number | null => {
      if (stored === null) return null;
      if (definition?.type === 'boolean') return stored === 1 ? 'true' : 'false';
      return typeof stored === 'number' ? stored / 10 ** (definition?.scale ?? 0) : String(stored);
    };
    return {
      values: rows.map(([stored, count]) => ({ value: shown(stored), count: Number(count) })),
      distinct: Number(distinct),
    };
  },

  sum: ({ database, current }: QuerySession, { column, ...selection }: Selection & { readonly column?: string | undefined }) => {
    const { what, dataset } = selection;
    if (column === undefined && isWhole(selection) && (what === 'raw' || what === 'clean' || what === 'exceptions')) {
      selectRecords(database, current(), selection);
      return { count: accountOf(database, current().no, dataset, what), sum: null };
    }
    const { from, where, columns, columnSql } = selectRecords(database, current(), selection);
    const { scale, type } = columns.find(({ name }) => name === column) ?? {};
    const value = column === undefined ? sql`null` : columnSql(column);
    // Numbers without a fixed number of places are kept as texts.
    const isNumber = scale !== undefined || type === 'decimal';
    const total: Sql = isNumber ? sql`sum(${scale === undefined ? sql`cast(${value} as real)` : value})` : sql`null`;
    const [count, sum] = rowsOf(database, sql`select count(*), ${total} from ${from} where ${where}`)[0] ?? [];
    const told = typeof sum !== 'number' ? null : scale === undefined ? String(sum) : formatScaled(sum, scale);
    return { count: Number(count), sum: told };
  },

  since: ({ database, current }: QuerySession, { dataset }: { readonly dataset?: string | undefined }) => {
    if (dataset !== undefined) definitionOf(current(), dataset);
    return exceptionsSince(database, current().no, dataset);
  },

  tryCells: ({ database, current }: QuerySession, input: Pick<Wish, 'dataset' | 'recordId' | 'cells'>) => {
    const { passes, texts, findings, reviewer } = tryCells(database, current(), input);
    const stale = reviewer.blockingNow(input.recordId).filter(({ rule }) => !reviewer.canAsk(rule));
    return {
      passes: passes && stale.length === 0,
      texts: Object.fromEntries(reviewer.columns.map((column, place) => [column, texts[place] ?? ''])),
      problems: findings.map(({ rule, columns, reason }) => ({
        ruleId: rule.id,
        severity: rule.severity,
        columns: [...columns],
        reason,
      })),
      stale: stale.map(({ rule }) => rule.id),
    };
  },

  splitLine: ({ database, current }: QuerySession, input: Parameters<typeof splitLine>[2]) =>
    splitLine(database, current(), input),

  suggest: (
    { database, current, suggesters }: QuerySession,
    { dataset, recordId, cells }: Pick<Wish, 'dataset' | 'recordId' | 'cells'>,
  ) => {
    const run = current();
    const suggest = suggesters(`${run.id} ${dataset}`, () => createSuggester(database, run, dataset));
    return suggest(recordId, cells).map((suggestion) => ({
      ...suggestion,
      cells: { ...suggestion.cells },
      clears: [...suggestion.clears],
    }));
  },

  problems: ({ database, current }: QuerySession, input: Parameters<typeof problemsOf>[2]) =>
    problemsOf(database, current(), input),

  facets: ({ database, current }: QuerySession, input: Parameters<typeof facetsOf>[2]) => facetsOf(database, current(), input),

  problemValues: ({ database, current }: QuerySession, input: Parameters<typeof problemValues>[2]) =>
    problemValues(database, current(), input),

  clusters: ({ database, current }: QuerySession, input: Parameters<typeof clustersOf>[2]) =>
    clustersOf(database, current(), input),

  duplicates: ({ database, current }: QuerySession, input: Parameters<typeof sideBySide>[2]) =>
    sideBySide(database, current(), input),

  export: ({ database }: QuerySession, input: Parameters<typeof exportRows>[1], tell: Tell) => exportRows(database, input, tell),

  previewRule: ({ database, current }: QuerySession, input: Parameters<typeof previewRule>[2]) =>
    previewRule(database, current(), input),

  chart: ({ database, current }: QuerySession, input: Parameters<typeof chartData>[2]) => chartData(database, current(), input),
} as const;

export type Queries = typeof queries;

/** The records of a file are numbered in its order, so a page of them is known without looking. */
function filePage(total: number, offset: number, limit: number): RowPage {
  const count = Math.max(0, Math.min(limit, total - offset));
  return { ids: Array.from({ length: count }, (_, index) => offset + index + 1), total };
}

/** The columns and cells of records as a grid of their kind shows them. */
function shownCells(
  database: Database,
  run: CurrentRun,
  dataset: string,
  what: Selection['what'],
  ids: readonly number[],
): Pick<Page, 'columns' | 'headers' | 'rows'> {
  if (what === 'raw') {
    const { names, places } = rawColumns(database, run, dataset);
    const { headers } = fileById(database, fileOf(database, run, dataset).fileId);
    // As they stand in the file; what it lacks comes last.
    const inOrder = names
      .map((name, index) => ({ name, place: places[index] ?? -1 }))
      .sort((a, b) => (a.place < 0 ? headers.length : a.place) - (b.place < 0 ? headers.length : b.place));
    return {
      columns: inOrder.map(({ name }) => name),
      headers: inOrder.map(({ name, place }) => headers[place] ?? name),
      rows: rawCells(database, run, dataset, ids).map((cells) => inOrder.map(({ place }) => cells[place] ?? '')),
    };
  }
  const definition = definitionOf(run, dataset);
  if (what === 'clean')
    return { columns: storedColumns(definition).map(({ name }) => name), rows: cleanCells(database, run, dataset, ids) };
  return { columns: Object.keys(definition.columns), rows: standardizedCells(database, run, dataset, ids) };
}

function joined(pieces: readonly Sql[]): Sql {
  return pieces.reduce((all, piece) => sql`${all}, ${piece}`);
}

function distinctRecords(database: Database, results: readonly number[]): number {
  const [count] =
    rowsOf(
      database,
      sql`select count(distinct record_id) from violations where rule_result_id in (${literal(results.join(', '))})`,
    )[0] ?? [];
  return Number(count);
}
