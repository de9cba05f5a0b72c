import { Popover } from '@mantine/core';
import { Columns3 } from 'lucide-react';
import { useState } from 'react';
import { resetColumns } from './kept-columns.ts';
import type { GridHandle } from './use-grid-rows.ts';

/** Which columns are shown. */
export function ColumnsMenu({ handle, place }: { readonly handle: GridHandle | undefined; readonly place: string }) {
  const [isOpen, setOpen] = useState(false);
  const [wanted, setWanted] = useState('');
  const [, redraw] = useState(0);
  const columns = (handle?.api.getColumns() ?? []).filter((column) => column.getColId() !== '#');
  const shown = columns.filter((column) => column.getColId().toLowerCase().includes(wanted.toLowerCase()));
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" withinPortal trapFocus shadow="none">
      <Popover.Target>
        <button
          type="button"
          className="button small"
          aria-label="Columns"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          <Columns3 size={14} aria-hidden /> <span className="if-wide">Columns</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Columns">
        <div className="filter-menu">
          <input
            className="input small"
            aria-label="Find a column"
            placeholder={`find among ${columns.length} columns`}
            value={wanted}
            data-autofocus
            onChange={(event) => setWanted(event.currentTarget.value)}
          />
          <div className="value-list">
            {shown.map((column) => (
              <label key={column.getColId()} className="value">
                <input
                  type="checkbox"
                  checked={column.isVisible()}
                  onChange={() => {
                    handle?.api.setColumnsVisible([column], !column.isVisible());
                    redraw((times) => times + 1);
                  }}
                />
                <span>{column.getColId()}</span>
              </label>
            ))}
          </div>
          <div className="row">
            <button
              type="button"
              className="button small"
              onClick={() => {
                handle?.api.setColumnsVisible(columns, true);
                redraw((times) => times + 1);
              }}
            >
              Show all
            </button>
            <button
              type="button"
              className="button small quiet"
              onClick={() => {
                resetColumns(place, handle?.api);
                redraw((times) => times + 1);
              }}
            >
              Reset order and widths
            </button>
          </div>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
