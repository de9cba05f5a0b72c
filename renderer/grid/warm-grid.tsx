import { useEffect, useState } from 'react';
import type { Page } from '#core/contract/records.ts';
import { gridContext } from './grid-context.ts';
import { RecordGrid } from './record-grid.tsx';

const page: Page = { columns: ['one', 'two'], rows: [['1', '2']], ids: [1], marks: [], total: 1 };
const first = { wanted: '{}', page };
const nothing = (): void => {};
const context = {
  dataset: '',
  what: 'raw' as const,
  query: {},
  hasRows: false,
  profiles: new Map(),
  isUndeclared: () => false,
  change: nothing,
};

/** Starts the grid once while nobody waits, out of sight, so that the first rows of a person do not wait for it. */
export function WarmGrid() {
  const [isOn, setOn] = useState(false);
  useEffect(() => {
    const idle = requestIdleCallback(() => setOn(document.querySelector('.grid-host') === null), { timeout: 2000 });
    return () => cancelIdleCallback(idle);
  }, []);
  useEffect(() => {
    const end = isOn ? setTimeout(() => setOn(false), 500) : undefined;
    return () => clearTimeout(end);
  }, [isOn]);
  if (!isOn) return null;
  return (
    <div className="warm-grid" aria-hidden inert>
      <gridContext.Provider value={context}>
        <RecordGrid first={first} isBusy={false} onAction={nothing} onFocus={nothing} onReady={nothing} onSelection={nothing} />
      </gridContext.Provider>
    </div>
  );
}
