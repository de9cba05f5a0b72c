import { z } from 'zod';
import { defineStep } from '../step.ts';

const currency = /^(?:[\p{Sc}]|Rs\.?|INR|USD|EUR|GBP)\s*|\s*(?:[\p{Sc}]|INR|USD|EUR|GBP)$/iu;

const leadingSign = /^[-\u2212+]\s*/;
const trailingSign = /\s*[-\u2212]$/;

/** Rewrites numbers as people write them in plain notation. */
export const parseNumber = defineStep({
  name: 'parse-number',
  summary:
    'Rewrites `1,234.56`, `₹1,00,000`, `(12.00)`, `12-` and, with `decimal: ","`, `1.234,56` in plain notation; what is no such number stays as it is.',
  options: z.object({ decimal: z.enum(['.', ',']).default('.') }),
  form: {
    title: 'Read numbers with separators, currencies or brackets',
    fields: [{ name: 'decimal', label: 'Decimal point', input: 'choice', choices: ['.', ','], isOptional: true }],
  },
  sentence: ({ decimal }, columns) => `Read ${columns} as a number${decimal === ',' ? ' with a decimal comma' : ''}`,
  prepare: ({ decimal }) => {
    const point = decimal === '.' ? '\\.' : ',';
    const group = decimal === '.' ? "[,' \u00a0\u202f]" : "[.' \u00a0\u202f]";
    // Groups of three, or of two before a last one of three as in India; never a group of any other size.
    const grouped = new RegExp(
      `^(\\d{1,3}(?:${group}\\d{3})+|\\d{1,2}(?:${group}\\d{2})*${group}\\d{3}|\\d+)?(?:${point}(\\d*))?$`,
    );
    return (text) => {
      if (text === '' || text.length > 60 || isPlain(text, decimal)) return text;
      const signed = takeSign(text.trim());
      const match = signed && grouped.exec(signed.body);
      const whole = match?.[1] ?? '';
      const fraction = match?.[2] ?? '';
      if (!match || (whole === '' && fraction === '')) return text;
      const digits = whole.replace(/\D/g, '') || '0';
      const isNegative = signed.isNegative && /[1-9]/.test(digits + fraction);
      return `${isNegative ? '-' : ''}${digits}${fraction === '' ? '' : `.${fraction}`}`;
    };
  },
});

/** Takes away one sign, before or behind, or parentheses, and a currency; undefined where there is more than one sign. */
function takeSign(text: string): { readonly body: string; readonly isNegative: boolean } | undefined {
  const inside = /^\((.*)\)$/.exec(text)?.[1];
  const signs: string[] = inside === undefined ? [] : ['('];
  let body = (inside ?? text).trim();
  for (const pattern of [leadingSign, currency, leadingSign, trailingSign]) {
    const found = pattern.exec(body)?.[0];
    if (found && pattern !== currency) signs.push(found.trim());
    body = body.replace(pattern, '').trim();
  }
  return signs.length > 1 ? undefined : { body, isNegative: signs.length === 1 && signs[0] !== '+' };
}

function isPlain(text: string, decimal: '.' | ','): boolean {
  return decimal === '.' ? /^-?\d+(\.\d+)?$/.test(text) : /^-?\d+$/.test(text);
}
