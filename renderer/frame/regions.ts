/** The parts of the window between which F6 moves, in the order in which they stand. */
const regionSelector = '.top, nav.rail, main, main aside, .status';
const focusable = 'a[href], button:not([disabled]), input:not([disabled]), select, textarea, [tabindex="0"]';

/** Where the focus last was in each region. */
const lastIn = new WeakMap<Element, HTMLElement>();

/** Moves the focus to the next region that can take it, or to the one before; it lands where it was there last. */
export function moveToRegion(step: 1 | -1): void {
  const regions = [...document.querySelectorAll(regionSelector)].filter((region) => region.checkVisibility());
  const active = document.activeElement;
  const here = active?.closest(regionSelector) ?? null;
  if (here && active instanceof HTMLElement) lastIn.set(here, active);
  const from = here ? regions.indexOf(here) : step === 1 ? -1 : regions.length;
  const inOrder = regions.map((_, index) => regions.at((from + step * (index + 1)) % regions.length));
  for (const region of inOrder) {
    const target = region && targetIn(region);
    target?.focus();
    if (target) break;
  }
}

/** What takes the focus in a region: where it was, a cell of its grid, or whatever can first. */
function targetIn(region: Element): HTMLElement | undefined {
  const last = lastIn.get(region);
  if (last?.isConnected && last.checkVisibility()) return last;
  const isOwn = (element: HTMLElement): boolean => element.closest(regionSelector) === region && element.checkVisibility();
  const cells = region.querySelectorAll<HTMLElement>('.ag-center-cols-container .ag-row[row-index="0"] .ag-cell');
  return [...cells, ...region.querySelectorAll<HTMLElement>(focusable)].find(isOwn);
}
