import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromSpreadsheetSafe, makeSpreadsheetSafe } from '#core/contract/spreadsheet-safe.ts';

const dangerous = fc.string({ unit: fc.constantFrom(...'\'"=+-@,;|\t\n\r 1.a%＝x'), maxLength: 14 });

it('whatever is made safe can be undone', () => {
  fc.assert(
    fc.property(dangerous, (text) => {
      expect(fromSpreadsheetSafe(makeSpreadsheetSafe(text))).toBe(text);
    }),
    { numRuns: 5000 },
  );
});

it('no part of a safe text begins a formula, by whatever separator a spreadsheet divides it', () => {
  fc.assert(
    fc.property(dangerous, fc.constantFrom(',', ';', '\t', '|', '\n'), (text, separator) => {
      const parts = makeSpreadsheetSafe(text)
        .split(separator)
        .map((part) => part.replace(/^["\s\u00a0\ufeff]+/, ''));
      const formulas = parts.filter(
        (part) => /^[=+\-@＝]/.test(part) && !/^[+-](\d[\d. ]*|\.\d+)?%?"*([,;|\t\r\n].*)?$/s.test(part),
      );
      expect(formulas).toEqual([]);
    }),
    { numRuns: 5000 },
  );
});

it('signed numbers stay as they are', () => {
  for (const text of ['-12.50', '+1', '-1,000.00', '-5 %', '+49 30 123456', ' -5', '-.5', '"-5"', 'a,"-5",b'])
    expect(makeSpreadsheetSafe(text)).toBe(text);
  for (const text of ['=1+1', '-2+3', 'a;=cmd()', 'a\t=cmd()', 'a,@SUM(A1)', '\t=1', ' =1', 'a,"=cmd()', '"=1"'])
    expect(makeSpreadsheetSafe(text)).not.toBe(text);
});
