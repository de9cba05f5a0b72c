import type { Page, PageQuery, Selection } from '#core/contract/records.ts';
import { folded } from '#core/sql/folded.ts';
import { accountOf } from '#core/store/ledgers.ts';
import { sourceById } from '#core/store/sources.ts';
import type { Database } from '#core/workspace/open.ts';
import type { CurrentRun } from './current-run.ts';
import { findingsPage } from './findings-page.ts';
import { cleanCells, definitionOf, fileOf, marksOf, rawCells, rawColumns, standardizedCells } from './row-cells.ts';
import { isWhole, selectRecords } from './row-selection.ts';
import type { RowPage, RowSets } from './row-sets.ts';
import { storedColumns } from './value-columns.ts';

/** One page of the rows that a grid shows. */
export function pageOf(database: Database, run: CurrentRun, rowSets: RowSets, query: PageQuery): Page {
  if (query.what === 'violations' || query.what === 'changes') return findingsPage(database, run, query);
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
}

/** Where a text is found next among the rows of a grid, and how many rows hold it. */
export function findInRows(
  database: Database,
  run: CurrentRun,
  rowSets: RowSets,
  { text, direction, ...query }: Omit<PageQuery, 'limit'> & { readonly text: string; readonly direction: string },
) {
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
}

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
    const { headers } = sourceById(database, fileOf(database, run, dataset).sourceId);
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
