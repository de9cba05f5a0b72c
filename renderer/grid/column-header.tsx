import { Menu, Popover } from '@mantine/core';
import type { CustomHeaderProps } from 'ag-grid-react';
import { ArrowDown, ArrowUp, EllipsisVertical, ListFilter } from 'lucide-react';
import { type Ref, useEffect, useImperativeHandle, useState } from 'react';
import { askForRule } from '../adding-rule.ts';
import { useStepWanted } from '../adding-step.ts';
import { count, counted } from '../format.ts';
import { profilePath, type RowQuery, rowsPath, stepsPath, useRoute } from '../route.ts';
import { FilterMenu } from './filter-menu.tsx';
import { useGrid } from './grid-context.ts';

type Direction = 'ascending' | 'descending';

/** The head of a column: its name, its order and filter, and below it how many cells are valid, empty and wrong. */
export function ColumnHeader({ displayName, column, api, eGridHeader }: CustomHeaderProps) {
  const { query, change, profiles, isUndeclared } = useGrid();
  const [open, setOpen] = useState<{ readonly what: 'menu' | 'filter'; readonly button: HTMLElement }>();
  const close = (): void => {
    // The focus was in what closes now.
    open?.button.focus();
    setOpen(undefined);
  };
  const toggle =
    (what: 'menu' | 'filter') =>
    ({ currentTarget: button }: { readonly currentTarget: HTMLElement }): void =>
      setOpen(open?.what === what ? undefined : { what, button });
  const name = column.getColId();
  const profile = profiles.get(name);
  const filtered = isUndeclared(name) ? { name, type: 'text', scale: null } : profile;
  const sorted = query.sort?.find((one) => one.column === name)?.direction;
  const isFiltered = query.filter?.some((condition) => condition.column === name) ?? false;
  // The grid itself sorts nothing, and so says that nothing is sorted.
  useEffect(() => eGridHeader.setAttribute('aria-sort', sorted ?? 'none'), [eGridHeader, sorted]);
  const sort = (direction: Direction | undefined): void =>
    change({ ...query, sort: direction ? [{ column: name, direction }] : [] });
  const next = sorted === undefined ? 'ascending' : sorted === 'ascending' ? 'descending' : undefined;
  const kind = profile ? `${profile.type}${profile.isDerived ? ', computed' : ''}` : 'not declared: kept as text';
  const hint = displayName === name ? kind : `${name}, ${kind}`;
  return (
    <div className="column-head">
      <div className="column-line">
        <button
          type="button"
          className="column-name"
          title={`${displayName}: ${hint}. Click to sort`}
          disabled={!filtered}
          onClick={() => sort(next)}
        >
          {/* Before the name, where the tools do not stand over it. */}
          {sorted === 'ascending' && <ArrowUp size={12} aria-label="sorted, smallest first" />}
          {sorted === 'descending' && <ArrowDown size={12} aria-label="sorted, largest first" />}
          <span>{displayName}</span>
        </button>
        <button
          type="button"
          className="column-tool"
          aria-label={`More for ${displayName}`}
          aria-haspopup="menu"
          aria-expanded={open?.what === 'menu'}
          onClick={toggle('menu')}
        >
          <EllipsisVertical size={13} />
        </button>
        {filtered && (
          <button
            type="button"
            className={isFiltered ? 'column-tool is-on' : 'column-tool'}
            aria-label={`Filter ${displayName}`}
            aria-haspopup="dialog"
            aria-expanded={open?.what === 'filter'}
            onClick={toggle('filter')}
          >
            <ListFilter size={13} />
          </button>
        )}
      </div>
      {profile && <QualityBar name={name} />}
      {open?.what === 'menu' && (
        <Menu opened onClose={close} position="bottom-end" withinPortal>
          <Menu.Target>
            <Beside element={open.button} />
          </Menu.Target>
          <Menu.Dropdown>
            <ColumnMenu {...{ api, column, sorted, sort }} canSort={filtered !== undefined} />
          </Menu.Dropdown>
        </Menu>
      )}
      {open?.what === 'filter' && filtered && (
        <Popover opened onChange={close} position="bottom-start" withinPortal trapFocus shadow="none">
          <Popover.Target>
            <Beside element={open.button} />
          </Popover.Target>
          <Popover.Dropdown aria-label={`Filter ${displayName}`}>
            <FilterMenu profile={filtered} onClose={close} />
          </Popover.Dropdown>
        </Popover>
      )}
    </div>
  );
}

/** What can be done with a column, by name. */
function ColumnMenu({
  api,
  column,
  canSort,
  sorted,
  sort,
}: Pick<CustomHeaderProps, 'api' | 'column'> & {
  readonly canSort: boolean;
  readonly sorted: Direction | undefined;
  readonly sort: (direction: Direction | undefined) => void;
}) {
  const { dataset, what, profiles } = useGrid();
  const [, go] = useRoute();
  const name = column.getColId();
  const profile = profiles.get(name);
  const { showEmpty, showWrong } = useDoors(name);
  const wantStep = (kind: 'step' | 'type'): void => {
    useStepWanted.setState({ wanted: { dataset, meant: { kind, column: name } } });
    go(stepsPath(dataset));
  };
  return (
    <>
      {canSort && (
        <>
          <Menu.Item onClick={() => sort('ascending')}>Sort, smallest first</Menu.Item>
          <Menu.Item onClick={() => sort('descending')}>Sort, largest first</Menu.Item>
          {sorted && <Menu.Item onClick={() => sort(undefined)}>Back to the order of the file</Menu.Item>}
          <Menu.Divider />
        </>
      )}
      {profile && profile.empty + profile.invalid > 0 && (
        <>
          {profile.empty > 0 && (
            <Menu.Item onClick={showEmpty}>Show the {counted(profile.empty, 'row')} without a value</Menu.Item>
          )}
          {profile.invalid > 0 && (
            <Menu.Item onClick={showWrong}>
              Show the {counted(profile.invalid, 'row')} that {profile.invalid === 1 ? 'is' : 'are'} wrong here
            </Menu.Item>
          )}
          <Menu.Divider />
        </>
      )}
      {profile && <Menu.Item onClick={() => go(profilePath(dataset, what, name))}>Profile of this column</Menu.Item>}
      {profile && !profile.isDerived && (
        <>
          <Menu.Item onClick={() => askForRule({ dataset, column: name })}>Add a rule …</Menu.Item>
          <Menu.Item onClick={() => wantStep('step')}>Add a cleaning step …</Menu.Item>
          <Menu.Item onClick={() => wantStep('type')}>Change the type …</Menu.Item>
        </>
      )}
      <Menu.Item onClick={() => api.setColumnsPinned([column], column.isPinned() ? null : 'left')}>
        {column.isPinned() ? 'Unpin' : 'Pin to the left'}
      </Menu.Item>
      <Menu.Item onClick={() => api.autoSizeColumns([column])}>Fit the width</Menu.Item>
      <Menu.Item onClick={() => api.setColumnsVisible([column], false)}>Hide</Menu.Item>
    </>
  );
}

/** Stands for an element that is there already: what opens beside it is made only then, and not for every column at once. */
function Beside({ element, ref }: { readonly element: HTMLElement; readonly ref?: Ref<HTMLElement> }) {
  useImperativeHandle(ref, () => element, [element]);
  return null;
}

/** Ways to the rows that the numbers of a column count: cells of the whole file, so that they lead to its raw rows. */
function useDoors(name: string) {
  const { dataset } = useGrid();
  const [, go] = useRoute();
  const show = (query: RowQuery) => (): void => go(rowsPath(dataset, 'raw', query));
  const cell = (operator: 'is empty' | 'is not empty') => [{ column: name, operator, value: '', values: [] }];
  return {
    showEmpty: show({ filter: cell('is empty'), only: 'records' }),
    showWrong: show({ filter: cell('is not empty'), breaks: { columns: [name] } }),
  };
}

/** Valid, empty and wrong cells of a column as one bar; each part shows its rows, as the menu of the column does by keys. */
function QualityBar({ name }: { readonly name: string }) {
  const { profiles } = useGrid();
  const { showEmpty, showWrong } = useDoors(name);
  const profile = profiles.get(name);
  if (!profile) return null;
  const { valid, empty, invalid } = profile;
  const all = Math.max(1, valid + empty + invalid);
  const parts = [
    { kind: 'valid', cells: valid, show: undefined },
    { kind: 'empty', cells: empty, show: showEmpty },
    { kind: 'wrong', cells: invalid, show: showWrong },
  ] as const;
  const told = `${count(valid)} valid, ${count(empty)} empty, ${count(invalid)} wrong`;
  return (
    <fieldset className="quality-bar" aria-label={`${name}: ${told}`} title={told}>
      {parts.map(({ kind, cells, show }) =>
        cells === 0 ? null : (
          <button
            key={kind}
            type="button"
            className={kind}
            style={{ flexGrow: Math.max(cells / all, 0.03) }}
            aria-label={`${count(cells)} ${kind}`}
            disabled={!show}
            onClick={show}
            tabIndex={-1}
          />
        ),
      )}
    </fieldset>
  );
}
