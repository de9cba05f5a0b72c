import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';

const stops = 'input, button, a[href]';

/** A list that is one stop of the Tab key: arrows, Home and End move within it. */
export function OneStop({ children }: { readonly children: ReactNode }) {
  const list = useRef<HTMLDivElement>(null);
  const current = useRef<HTMLElement>(undefined);
  const settle = (): void => {
    const all = stopsOf(list.current);
    const kept = current.current && all.includes(current.current) ? current.current : all[0];
    for (const stop of all) stop.tabIndex = stop === kept ? 0 : -1;
  };
  useEffect(() => {
    settle();
    // What is listed comes and goes.
    const observer = new MutationObserver(settle);
    if (list.current) observer.observe(list.current, { childList: true, subtree: true });
    return () => observer.disconnect();
  });
  const move = (event: KeyboardEvent): void => {
    const all = stopsOf(list.current);
    const at = all.findIndex((stop) => stop.matches(':focus'));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    all.at(Math.min(Math.max(to, 0), all.length - 1))?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of what it holds
    <div
      ref={list}
      onKeyDown={move}
      onFocus={({ target }) => {
        if (!(target instanceof HTMLElement)) return;
        current.current = target;
        settle();
      }}
    >
      {children}
    </div>
  );
}

function stopsOf(list: HTMLElement | null): readonly HTMLElement[] {
  return list ? [...list.querySelectorAll<HTMLElement>(stops)] : [];
}
