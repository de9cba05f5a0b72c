import { useQuery } from '@tanstack/react-query';
import { ask } from '../client.ts';
import { count, counted } from '../format.ts';
import type { GridHandle } from './use-grid-rows.ts';

const parts = 200;

/** Where exceptions stand among all rows, beside the scrollbar; a click goes there. In exceptions those of the column with the focus. */
export function SpreadStrip({
  dataset,
  what,
  column,
  handle,
}: {
  readonly dataset: string;
  readonly what: 'raw' | 'exceptions';
  readonly column: string | undefined;
  readonly handle: GridHandle;
}) {
  const isAsked = what === 'raw' || column !== undefined;
  const spread = useQuery({
    ...ask.records.spread.queryOptions({ input: { dataset, what, parts, ...(column !== undefined && { column }) } }),
    placeholderData: (before) => before,
    // Every row of the exceptions is one: what is asked is where a column is wrong.
    enabled: isAsked,
  });
  const { rows = 0, counts = [] } = isAsked ? (spread.data ?? {}) : {};
  const total = counts.reduce((sum, number) => sum + number, 0);
  const told = !isAsked
    ? 'choose a cell to see where its column is wrong'
    : `${counted(total, 'exception')}${column === undefined ? '' : ` in ${column}`} among ${counted(rows, 'row')}`;
  const partAt = (event: React.MouseEvent<SVGElement>): number => {
    const { top, height } = event.currentTarget.getBoundingClientRect();
    return Math.min(parts - 1, Math.max(0, Math.floor(((event.clientY - top) / height) * parts)));
  };
  /** The first row of a part with something in it, from the one that was meant on. */
  const go = (from: number): void => {
    const found = counts.findIndex((number, part) => part >= from && number > 0);
    handle.goTo(Math.ceil(((found < 0 ? from : found) * rows) / parts) + 1);
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: N and the go-to box do it by keys
    <svg
      className="spread"
      role="img"
      aria-label={`Where exceptions are: ${told}`}
      viewBox={`0 0 10 ${parts}`}
      preserveAspectRatio="none"
      onClick={(event) => go(partAt(event))}
    >
      <title>{isAsked ? `${told}. Click to go there.` : told}</title>
      {counts.map((number, part) =>
        number === 0 ? null : (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place
            key={part}
            x={0}
            y={part}
            width={widthOf(number, rows / parts)}
            height={1}
          >
            <title>{`${count(number)} of about ${count(Math.round(rows / parts))} rows`}</title>
          </rect>
        ),
      )}
    </svg>
  );
}

/** As wide as the share of a part that is exceptions, by its square root, so that a few among thousands are seen and are not all there is. */
function widthOf(number: number, rows: number): number {
  return Math.max(1, 10 * Math.sqrt(Math.min(1, number / Math.max(1, rows))));
}
