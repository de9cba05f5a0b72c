import { z } from 'zod';
import { defineStep } from '../step.ts';

const currency = /^(?:[\p{Sc}]|Rs\.?|INR|USD|EUR|GBP)\s*|\s*(?:[\p{Sc}]|INR|USD|EUR|GBP)$/giu;

/** Rewrites numbers as people write them in plain notation. */
export const parseNumber = defineStep({
  name: 'parse-number',
  summary:
    'Rewrites `1,234.56`, `₹1,00,000`, `(12.00)`, `12-` and, with `decimal: ","`, `1.234,56` in plain notation; what is no such number stays as it is.',
  options: z.object({ decimal: z.enum(['.', ',']).default('.') }),
  prepare: ({ decimal }) => {
    const point = decimal === '.' ? '\\.' : ',';
    const group = decimal === '.' ? "[,' \u00a0\u202f]" : "[.' \u00a0\u202f]";
    // Groups of three, or of two before a last one of three as in India; never a group of any other size.
    const grouped = new RegExp(
      `^(\\d{1,3}(?:${group}\\d{3})+|\\d{1,2}(?:${group}\\d{2})*${group}\\d{3}|\\d+)?(?:${point}(\\d*))?$`,
    );
    return (text) => {
      if (text === '' || text.length > 60 || isPlain(text, decimal)) return text;
      let body = text;
      let negative = false;
      if (/^\(.*\)$/.test(body)) {
        negative = true;
        body = body.slice(1, -1);
      }
      body = body.trim();
      if (/^[-\u2212+]/.test(body)) {
        negative = negative !== (body.charAt(0) !== '+');
        body = body.slice(1).trim();
      }
      body = body.replace(currency, '');
      if (/^[-\u2212]/.test(body)) {
        negative = !negative;
        body = body.slice(1);
      } else if (/[-\u2212]$/.test(body)) {
        negative = !negative;
        body = body.slice(0, -1);
      }
      const match = grouped.exec(body);
      const whole = match?.[1] ?? '';
      const fraction = match?.[2] ?? '';
      if (!match || (whole === '' && fraction === '')) return text;
      const digits = whole.replace(/\D/g, '') || '0';
      return `${negative ? '-' : ''}${digits}${fraction === '' ? '' : `.${fraction}`}`;
    };
  },
});

function isPlain(text: string, decimal: '.' | ','): boolean {
  return decimal === '.' ? /^-?\d+(\.\d+)?$/.test(text) : /^-?\d+$/.test(text);
}
