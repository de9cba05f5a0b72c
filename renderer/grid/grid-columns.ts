import type { ColDef, Column } from 'ag-grid-community';
import type { ColumnProfile, Page } from '#core/contract/records.ts';
import { count, figure } from '../format.ts';
import { isLetter } from '../review-keys.ts';
import { CellEditor } from './cell-editor.tsx';
import { ColumnHeader } from './column-header.tsx';
import { editedText, isSettled, isStillWrong } from './edits.ts';
import { farKey } from './far-keys.ts';
import { type GridRow, isBlocking, isBrokenLine, visible, widthOf } from './grid-row.ts';

/** The columns of a grid: the number of the record, then one for each column of its rows. */
export function columnsOf({
  dataset,
  names,
  profiles,
  isReview,
  read,
  sample,
}: {
  readonly dataset: string;
  readonly names: readonly string[];
  readonly profiles: ReadonlyMap<string, ColumnProfile>;
  /** Whether cells can be rewritten. */
  readonly isReview: boolean;
  /** Records in the file: as wide is the column of their numbers. */
  readonly read: number;
  /** Rows that say how wide columns should be. */
  readonly sample: Page;
}): ColDef<GridRow>[] {
  return [
    {
      colId: '#',
      headerName: '#',
      width: 30 + 8 * count(read).length,
      pinned: 'left',
      lockPosition: true,
      suppressMovable: true,
      suppressKeyboardEvent: ({ event }) => farKey(event) !== undefined,
      resizable: false,
      cellClass: 'row-number',
      headerClass: 'row-number-head',
      valueGetter: ({ data }) => data?.id,
      valueFormatter: ({ value }) => (value === undefined ? '' : count(value)),
    },
    ...names.map((name, index): ColDef<GridRow> => {
      const profile = profiles.get(name);
      const isNumber = profile?.type === 'integer' || profile?.type === 'decimal';
      return {
        colId: name,
        // Raw columns are headed as in their file.
        headerName: sample.headers?.[index] || name,
        headerComponent: ColumnHeader,
        initialWidth: widthOf(name, index, sample, profile?.scale ?? null),
        minWidth: 64,
        cellClass: isNumber ? 'cell-number' : '',
        editable: ({ data }) =>
          isReview && data !== undefined && profile?.isDerived === false && !isBrokenLine(data) && !isSettled(dataset, data.id),
        suppressHeaderKeyboardEvent: ({ event }) => moveInHeader(event),
        suppressKeyboardEvent: ({ event, editing }) => !editing && (farKey(event) !== undefined || (isReview && isLetter(event))),
        cellEditor: CellEditor,
        cellEditorPopup: true,
        cellClassRules: {
          'cell-edited': ({ data }) => data !== undefined && editedText(dataset, data.id, name) !== undefined,
          'cell-settled': ({ data }) => data !== undefined && isSettled(dataset, data.id),
          'cell-passes': ({ data }) => data !== undefined && isStillWrong(dataset, data.id, name) === false,
          'cell-wrong': ({ data }) =>
            data !== undefined && (isStillWrong(dataset, data.id, name) ?? data.marks.get(name)?.some(isBlocking) ?? false),
          'cell-flagged': ({ data }) => data?.marks.get(name)?.every((mark) => !isBlocking(mark)) ?? false,
        },
        valueGetter: ({ data }) => (data && editedText(dataset, data.id, name)) ?? data?.cells[index],
        valueFormatter: ({ value }) =>
          value === null || value === undefined
            ? ''
            : typeof value === 'number'
              ? figure(value, profile?.scale ?? null)
              : visible(String(value)),
        tooltipValueGetter: ({ data, value, valueFormatted, column }) =>
          (data && editedText(dataset, data.id, name) !== undefined ? `was “${data.cells[index] ?? ''}”` : undefined) ??
          data?.marks
            .get(name)
            ?.map(({ reason }) => reason)
            .join('\n') ??
          textBehind(String(value ?? ''), valueFormatted ?? '', column),
      };
    }),
  ];
}

/** Enter goes from the head of a column to its tools, Tab from one to the next, Escape back; returns whether the key was meant for that. */
function moveInHeader(event: KeyboardEvent): boolean {
  const head = event.target instanceof Element ? event.target.closest<HTMLElement>('.ag-header-cell') : null;
  if (!head) return false;
  const isInside = event.target !== head;
  if (!isInside && (event.key === 'Enter' || event.key === ' ')) {
    event.preventDefault();
    head.querySelector<HTMLElement>('button:not(:disabled)')?.focus();
    return true;
  }
  if (isInside && event.key === 'Escape') {
    head.focus();
    return true;
  }
  return isInside && ['Tab', 'Enter', ' '].includes(event.key);
}

/** What a cell shows only a part of, as far as a tooltip can hold it; the record panel has the rest. */
function textBehind(text: string, shown: string, column: unknown): string | undefined {
  const room = column instanceof Object && 'getActualWidth' in column ? (column as Column).getActualWidth() : 0;
  if (Math.max(text.length, shown.length) * widthOfLetter < room - 20) return undefined;
  return text.length > 500 ? `${text.slice(0, 500).toWellFormed()} …` : shown || text;
}

/** The average width of a letter in the grid, in pixels, rather too much than too little. */
const widthOfLetter = 7.6;
