import { type CSSProperties, type KeyboardEvent, type PointerEvent, type ReactNode, useState } from 'react';
import { keptValue } from '../kept.ts';

/** Pixels that a panel takes at the least and at the most, and by which an arrow key moves its edge. */
const narrowest = 240;
const widest = 900;
const step = 24;

/** The widths that were chosen, by panel; none where the style sheets decide. */
const widths = keptValue<Readonly<Record<string, number>>>('panel-widths', {});

/** A panel at the right, whose left edge is dragged or moved with the arrow keys; a double click gives it its own width again. */
export function Resizable({
  name,
  label,
  children,
}: {
  readonly name: string;
  readonly label: string;
  readonly children: ReactNode;
}) {
  const [width, setWidth] = useState<number | undefined>(widths.get()[name]);
  const resize = (wanted: number | undefined): void => {
    const next = wanted === undefined ? undefined : Math.round(Math.min(widest, Math.max(narrowest, wanted)));
    const { [name]: _, ...others } = widths.get();
    widths.set(next === undefined ? others : { ...others, [name]: next });
    setWidth(next);
  };
  const drag = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.buttons === 1) resize(window.innerWidth - event.clientX);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const way = event.key === 'ArrowLeft' ? 1 : event.key === 'ArrowRight' ? -1 : 0;
    if (way === 0) return;
    event.preventDefault();
    resize((width ?? event.currentTarget.nextElementSibling?.clientWidth ?? narrowest) + way * step);
  };
  return (
    <div className="resizable" style={width === undefined ? undefined : ({ '--panel-width': `${width}px` } as CSSProperties)}>
      {/* biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved */}
      <div
        role="separator"
        aria-orientation="vertical"
        aria-label={label}
        aria-valuemin={narrowest}
        aria-valuemax={widest}
        aria-valuenow={width ?? narrowest}
        title="Drag to resize; double-click for the usual width"
        tabIndex={0}
        className="panel-edge"
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onDoubleClick={() => resize(undefined)}
        onKeyDown={onKeyDown}
      />
      {children}
    </div>
  );
}
