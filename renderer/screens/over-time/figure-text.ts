import type { Measure } from '#core/contract/figures.ts';
import { figure } from '../../format.ts';
import { isShare } from './months.ts';

/** A figure as people read it: shares in percent, sums with at most two places. */
export function figureText(value: number, measure: Measure): string {
  if (isShare(measure)) return `${figure(Math.round(10_000 * value) / 100, null)} %`;
  return figure(Math.round(100 * value) / 100, null);
}
