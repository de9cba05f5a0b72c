import { z } from 'zod';
import { counted } from '#core/contract/counted.ts';
import { defineStep } from '../step.ts';
import { formatDecimal, parseDecimal, rescale } from '../values/decimal.ts';

/** Rounds numbers. */
export const round = defineStep({
  name: 'round',
  summary: 'Rounds plain numbers to `places`, halves away from zero; every digit counts, and what is no number stays as it is.',
  options: z.object({ places: z.int().min(0).max(12) }),
  form: { title: 'Round numbers', fields: [{ name: 'places', label: 'Decimal places', input: 'number', hint: '2' }] },
  sentence: ({ places }, columns) => `Round ${columns} to ${counted(places, 'place')}`,
  prepare:
    ({ places }) =>
    (text) => {
      const number = parseDecimal(text);
      return number && number.scale > places ? formatDecimal(rescale(number, places)) : text;
    },
});
