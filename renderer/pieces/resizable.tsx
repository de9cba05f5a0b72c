import {
  type CSSProperties,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
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
  const edge = useRef<HTMLDivElement>(null);
  /** What the panel takes where the style sheets decide. */
  const [usual, setUsual] = useState(narrowest);
  useLayoutEffect(() => setUsual(edge.current?.nextElementSibling?.clientWidth ?? narrowest), []);
  const keep = (next: number | undefined): void => {
    const { [name]: _, ...others } = widths.get();
    widths.set(next === undefined ? others : { ...others, [name]: next });
    setWidth(next);
  };
  const within = (wanted: number): number => Math.round(Math.min(widest, Math.max(narrowest, wanted)));
  const drag = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.buttons === 1) setWidth(within(window.innerWidth - event.clientX));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const way = event.key === 'ArrowLeft' ? 1 : event.key === 'ArrowRight' ? -1 : 0;
    if (way !== 0) keep(within((width ?? usual) + way * step));
    else if (event.key === 'Enter') keep(undefined);
    else return;
    event.preventDefault();
  };
  return (
    <div className="resizable" style={width === undefined ? undefined : ({ '--panel-width': `${width}px` } as CSSProperties)}>
      {/* biome-ignore lint/a11y/useSemanticElements: an <hr> cannot be dragged */}
      <div
        ref={edge}
        role="separator"
        aria-orientation="vertical"
        aria-label={label}
        aria-valuemin={narrowest}
        aria-valuemax={widest}
        aria-valuenow={width ?? usual}
        title="Drag to resize; double-click or press Enter for the usual width"
        tabIndex={0}
        className="panel-edge"
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onPointerUp={() => keep(width)}
        onDoubleClick={() => keep(undefined)}
        onKeyDown={onKeyDown}
      />
      {children}
    </div>
  );
}
