import { Menu } from '@mantine/core';
import type { Condition } from '#core/contract/records.ts';
import { figure } from '../format.ts';
import { keyOf, type ReviewAction, useReviewKeys } from '../review-keys.ts';
import { useGrid } from './grid-context.ts';
import { type GridRow, isBlocking, isBrokenLine } from './grid-row.ts';

/** The cell for which the menu is open, and where on the screen. */
export interface MenuPlace {
  readonly x: number;
  readonly y: number;
  readonly row: GridRow;
  readonly rowIndex: number;
  readonly column: string;
  readonly value: string | number | null;
}

const decisions: readonly (readonly [ReviewAction, string])[] = [
  ['waive', 'Waive …'],
  ['reject', 'Reject …'],
  ['escalate', 'Escalate …'],
];

/** What can be done with a cell and its record: by the other mouse button, Shift F10 or the menu key. */
export function CellMenu({
  at,
  isReview,
  onCopy,
  onAction,
  onClose,
}: {
  readonly at: MenuPlace;
  readonly isReview: boolean;
  readonly onCopy: () => void;
  readonly onAction: (action: ReviewAction) => void;
  readonly onClose: () => void;
}) {
  const { what, query, change, profiles, isUndeclared } = useGrid();
  const keys = useReviewKeys();
  const { row, column, value } = at;
  const profile = profiles.get(column);
  const mark = row.marks.get(column)?.find(isBlocking);
  const isLine = isBrokenLine(row);
  const shown =
    value === null || value === '' ? 'empty' : typeof value === 'number' ? figure(value, profile?.scale ?? null) : `“${value}”`;
  const narrow = (operator: Condition['operator']): void =>
    change({
      ...query,
      filter: [
        ...(query.filter ?? []).filter((condition) => condition.column !== column),
        { column, operator, value: value ?? '', values: [] },
      ],
    });
  const isEmpty = value === null || value === '';
  // What could not be read has no value that others could share, and raw cells are looked up as they are after the cleaning steps.
  const isComparable =
    !isLine && (isUndeclared(column) || (profile !== undefined && what !== 'raw' && !row.marks.get(column)?.some(isBlocking)));
  const key = (action: ReviewAction) => keys.isOn && <kbd>{keyOf(keys, action)}</kbd>;
  return (
    <Menu opened onClose={onClose} position="bottom-start" withinPortal trapFocus returnFocus={false} shadow="none">
      <Menu.Target>
        <span className="menu-place" style={{ left: at.x, top: at.y }} />
      </Menu.Target>
      <Menu.Dropdown aria-label={`Cell ${column} of record ${row.id}`}>
        <Menu.Item rightSection={<kbd>Ctrl C</kbd>} onClick={onCopy}>
          Copy
        </Menu.Item>
        {isComparable && (
          <>
            <Menu.Divider />
            <Menu.Item onClick={() => narrow(isEmpty ? 'is empty' : 'equals')}>
              Only rows with {column} {shown}
            </Menu.Item>
            <Menu.Item onClick={() => narrow(isEmpty ? 'is not empty' : 'differs')}>Only rows with another {column}</Menu.Item>
          </>
        )}
        {mark && what === 'exceptions' && (
          <>
            <Menu.Divider />
            <Menu.Item onClick={() => change({ ...query, problem: { rule: mark.ruleId, reason: mark.reason } })}>
              Only records with this very problem
            </Menu.Item>
          </>
        )}
        {(profile || isUndeclared(column)) && (
          <>
            <Menu.Divider />
            {(['ascending', 'descending'] as const).map((direction) => (
              <Menu.Item key={direction} onClick={() => change({ ...query, sort: [{ column, direction }] })}>
                Sort by {column}, {direction === 'ascending' ? 'smallest' : 'largest'} first
              </Menu.Item>
            ))}
          </>
        )}
        {isReview && (
          <>
            <Menu.Divider />
            {!isLine && (
              <Menu.Item rightSection={key('accept')} onClick={() => onAction('accept')}>
                Accept the first suggestion
              </Menu.Item>
            )}
            {decisions
              .filter(([action]) => !isLine || action !== 'waive')
              .map(([action, words]) => (
                <Menu.Item key={action} rightSection={key(action)} onClick={() => onAction(action)}>
                  {words}
                </Menu.Item>
              ))}
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
