import { useEffect, useState } from 'react';
import type { ColumnProfile, Page } from '#core/contract/records.ts';
import { useShown } from '../shown.ts';
import { askAhead } from './first-page.ts';
import { gridContext } from './grid-context.ts';
import { RecordGrid } from './record-grid.tsx';

/** As much as a screen shows, so that what draws it has been compiled before it is needed. */
const names = Array.from({ length: 10 }, (_, index) => `column ${index}`);
const rows = Array.from({ length: 24 }, (_, row) => names.map((name, index) => (index % 2 === 0 ? `${name}, ${row}` : row)));
const page: Page = { columns: names, rows, ids: rows.map((_, row) => row + 1), marks: [], total: rows.length };
const profileOf = (name: string, index: number): ColumnProfile => ({
  name,
  type: index % 2 === 0 ? 'text' : 'integer',
  scale: index % 2 === 0 ? null : 0,
  isDerived: false,
  valid: 22,
  empty: 1,
  invalid: 1,
});
const first = { wanted: '{}', page };
const nothing = (): void => {};
const context = {
  dataset: '',
  what: 'raw' as const,
  query: {},
  hasRows: false,
  profiles: new Map(names.map((name, index) => [name, profileOf(name, index)])),
  isUndeclared: () => false,
  change: nothing,
};

/**
 * While nobody waits: asks for what the grids of the run show first, and starts a grid once, out of sight, so that the first rows
 * of a person wait for neither.
 */
export function WarmGrid() {
  const { run } = useShown();
  const [isOn, setOn] = useState(false);
  useEffect(() => {
    const idle = requestIdleCallback(() => setOn(document.querySelector('.grid-host') === null), { timeout: 2000 });
    return () => cancelIdleCallback(idle);
  }, []);
  useEffect(() => {
    const end = isOn ? setTimeout(() => setOn(false), 500) : undefined;
    return () => clearTimeout(end);
  }, [isOn]);
  // Once for each run, and not again for every decision in it.
  const runId = run?.runId;
  const datasets = Object.keys(run?.datasets ?? {}).join('\n');
  useEffect(() => {
    if (runId === undefined) return;
    const idle = requestIdleCallback(() => void askAhead(datasets.split('\n')), { timeout: 2000 });
    return () => cancelIdleCallback(idle);
  }, [runId, datasets]);
  if (!isOn) return null;
  return (
    <div className="warm-grid" aria-hidden inert>
      <gridContext.Provider value={context}>
        <RecordGrid first={first} isBusy={false} onAction={nothing} onFocus={nothing} onReady={nothing} onSelection={nothing} />
      </gridContext.Provider>
    </div>
  );
}
