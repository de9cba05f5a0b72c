import { formatPercent } from '#core/contract/percent.ts';
import { type Html, html } from './html.ts';

/** A whole number with its thousands apart. */
export function whole(value: number): string {
  return value.toLocaleString('en');
}

/** A number with as many places as mean something: six digits, or so many places as the column has. */
export function plain(value: number, places: number | null = null): string {
  if (places !== null) return value.toLocaleString('en', { minimumFractionDigits: places, maximumFractionDigits: places });
  return value.toLocaleString('en', { maximumSignificantDigits: 6 });
}

/** A share of a whole in percent. */
export function share(part: number, all: number): string {
  return all === 0 ? '–' : `${formatPercent((100 * part) / all)} %`;
}

/** A bar as long as its share. */
export function meter(part: number, most: number): Html {
  return html`<span class="meter"><i style="width:${(most === 0 ? 0 : (100 * part) / most).toFixed(1)}%"></i></span>`;
}

/** Bars side by side; what each of them is stands in the table that belongs to it. */
export function chart(counts: readonly number[], ends: readonly [string, string]): Html {
  const most = Math.max(...counts, 1);
  const bars = counts.map((count) =>
    count === 0 ? html`<i class="none"></i>` : html`<i style="height:${((100 * count) / most).toFixed(1)}%"></i>`,
  );
  return html`<div class="chart" aria-hidden="true">${bars}</div><div class="ends"><span>${ends[0]}</span><span>${ends[1]}</span></div>`;
}
