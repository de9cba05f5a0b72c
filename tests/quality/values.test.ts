import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPercent } from '#core/contract/percent.ts';
import { columnDefinition } from '#core/definition/column.ts';
import { createObserver } from '#core/quality/infer/observe.ts';
import { propose } from '#core/quality/infer/propose.ts';
import { safeNames } from '#core/quality/safe-names.ts';
import { scoreOf } from '#core/quality/score.ts';
import { steps } from '#core/quality/steps.ts';
import { timestamp } from '#core/quality/types/timestamp.ts';
import { types } from '#core/quality/types.ts';
import { createDateReader } from '#core/quality/values/date-format.ts';
import { compareDecimals, formatDecimal, parseDecimal, rescale } from '#core/quality/values/decimal.ts';
import { createIsEmpty, defaultNullWords } from '#core/quality/values/null-words.ts';
import { formatScaled, parseScaled } from '#core/quality/values/scaled.ts';

const clean = (name: string, options: object = {}) => {
  const step = steps.find((candidate) => candidate.name === name);
  if (!step) throw new Error(`there is no step ${name}`);
  return step.prepare(options, { isEmpty: createIsEmpty(defaultNullWords) });
};

describe('numbers', () => {
  it('reads what it writes, exactly', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 }),
        fc.integer({ min: 0, max: 6 }),
        (value, scale) => {
          expect(parseScaled(formatScaled(value, scale), scale)).toBe(value);
        },
      ),
    );
  });

  it('agrees with exact decimals', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[+-]?\d{0,12}(\.\d{0,5})?$/), fc.integer({ min: 0, max: 4 }), (text, scale) => {
        const exact = parseDecimal(text);
        const scaled = parseScaled(text, scale);
        if (!exact) expect(scaled).toBe('not a number');
        else if (compareDecimals(exact, rescale(exact, scale)) !== 0) expect(scaled).toBe('too many places');
        else expect(BigInt(Number(scaled))).toBe(rescale(exact, scale).digits);
      }),
    );
  });

  it('keeps whole numbers to 2^53 and decimals to fifteen digits', () => {
    expect(parseScaled('9007199254740991', 0)).toBe(Number.MAX_SAFE_INTEGER);
    expect(parseScaled('9007199254740992', 0)).toBe('too large');
    expect(parseScaled('9999999999999.99', 2)).toBe(999_999_999_999_999);
    expect(parseScaled('10000000000000.00', 2)).toBe('too large');
  });

  it('takes no number of more digits than anybody means', () => {
    const reader = types.decimal.createReader(columnDefinition.parse({ type: 'decimal' }));
    expect(reader.read('7'.repeat(1000))).toBe('7'.repeat(1000));
    expect(reader.read('7'.repeat(1001))).toBeUndefined();
    expect(reader.explain('7'.repeat(1001))).toBe('too long to be a number');
  });

  it.each(['', '+', '-', '.', '1e5', '1,000', '0x10', '١', ' 1', '1 ', 'NaN', 'Infinity', '1.2.3', '--1'])(
    '%j is no number',
    (text) => {
      expect(parseScaled(text, 2)).toBe('not a number');
      expect(parseDecimal(text)).toBeUndefined();
    },
  );

  it('rounds halves away from zero, as SQL does', () => {
    expect(
      ['0.125', '0.135', '-0.125', '2.5'].map((text) =>
        formatDecimal(rescale(parseDecimal(text) ?? { digits: 0n, scale: 0 }, text === '2.5' ? 0 : 2)),
      ),
    ).toEqual(['0.13', '0.14', '-0.13', '3']);
  });
});

describe('dates', () => {
  it.each([
    ['yyyy-MM-dd', '2024-02-29', '2024-02-29'],
    ['yyyy-MM-dd', '2023-02-29', undefined],
    ['yyyy-MM-dd', '2024-2-9', undefined],
    ['d/M/yyyy', '5/3/2024', '2024-03-05'],
    ['dd/MM/yyyy', '31/04/2024', undefined],
    ['MMM-yy', 'Apr-18', '2018-04-01'],
    ['d-MMM-yyyy', '7-Dec-1999', '1999-12-07'],
    ['dd.MM.yy', '01.01.69', '1969-01-01'],
    ['yyyy-MM-dd HH:mm', '2024-01-01 24:00', undefined],
    ['yyyyMMdd', '20240229', '2024-02-29'],
    ['d-MMM-yy', '1-Junk-21', undefined],
    ['MMM d, yyyy', 'Marble 5, 2024', undefined],
    ['MMMM d, yyyy'.slice(1), 'September 5, 2024', '2024-09-05'],
    ['d MMM yyyy', '5 Sept 2024', '2024-09-05'],
  ])('%s reads %s as %s', (format, text, expected) => {
    expect(createDateReader(format)(text)).toBe(expected);
  });

  it('accepts exactly the days of the calendar', () => {
    const read = createDateReader('yyyy-MM-dd');
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9999 }),
        fc.integer({ min: 0, max: 13 }),
        fc.integer({ min: 0, max: 32 }),
        (year, month, day) => {
          const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
          const instant = new Date(`${text}T00:00:00Z`);
          const exists = !Number.isNaN(instant.getTime()) && instant.toISOString().slice(0, 10) === text;
          expect(read(text)).toBe(exists ? text : undefined);
        },
      ),
    );
  });

  it('brings instants with a zone to UTC and leaves local ones', () => {
    const { read } = timestamp.createReader(columnDefinition.parse({ type: 'timestamp' }));
    expect(read('2024-03-01T00:30:00+05:30')).toBe('2024-02-29T19:00:00Z');
    expect(read('2024-03-01 00:30')).toBe('2024-03-01T00:30:00');
    expect(read('2024-02-30T00:00:00Z')).toBeUndefined();
    expect(read('2024-01-01T00:00:00.500Z')).toBe(read('2024-01-01T00:00:00.5Z'));
    expect(read('2024-01-01T00:00:00.000Z')).toBe(read('2024-01-01T00:00:00Z'));
    expect(read('9999-12-31T23:00:00-05:00')).toBeUndefined();
  });
});

describe('steps', () => {
  it.each([
    ['1,234.56', '.', '1234.56'],
    ['1.234,56', ',', '1234.56'],
    ['₹1,00,000', '.', '100000'],
    ['(12.00)', '.', '-12.00'],
    ['$5,320.00', '.', '5320.00'],
    ['-12.50', '.', '-12.50'],
    ['12-', '.', '-12'],
    ['1,23', '.', '1,23'],
    ['12,34,56', '.', '12,34,56'],
    ['007', '.', '007'],
    ['abc', '.', 'abc'],
    ['1 234,5', ',', '1234.5'],
    ['', '.', ''],
    ['--5', '.', '--5'],
    ['-5-', '.', '-5-'],
    ['(-5)', '.', '(-5)'],
    ['(0)', '.', '0'],
    ['-$5.00', '.', '-5.00'],
    ['$-5.00', '.', '-5.00'],
    ['+5.00', '.', '5.00'],
  ])('parse-number makes %j with %s into %j', (text, decimal, expected) => {
    expect(clean('parse-number', { decimal })(text)).toBe(expected);
  });

  it('leaves alone what they do not know', () => {
    expect(clean('parse-date', { formats: ['dd/MM/yyyy'] })('31/02/2024')).toBe('31/02/2024');
    expect(clean('map', { values: { nort: 'North' } })('NORT')).toBe('NORT');
    expect(clean('map', { values: { nort: 'North' }, ignore_case: true })('NORT')).toBe('North');
    expect(clean('change-case', { to: 'title' })('new-york CITY')).toBe('New-York City');
    expect(clean('collapse-space')('a \t b\u00a0c')).toBe('a b c');
    expect(clean('replace', { find: '$', with: '$&' })('a$b')).toBe('a$&b');
    expect(clean('replace', { pattern: '(\\w+), (\\w+)', with: '$2 $1' })('Lovelace, Ada')).toBe('Ada Lovelace');
    expect(clean('replace', { pattern: '[0-9]+', with: '$1 $0' })('a7b')).toBe('a$1 $0b');
    expect(clean('fill', { with: 'Unknown' })(' n/a ')).toBe('Unknown');
  });

  it('is idempotent for trim, collapse-space, parse-number and change-case', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        for (const step of [
          clean('trim'),
          clean('collapse-space'),
          clean('parse-number'),
          clean('change-case', { to: 'upper' }),
        ]) {
          expect(step(step(text))).toBe(step(text));
        }
      }),
    );
  });
});

describe('names', () => {
  it('are plain, unique and keep clear of SQL and of Winnow itself', () => {
    expect(
      safeNames([
        'Transaction ID',
        'name',
        'Name',
        '',
        'id',
        'order',
        '__proto__',
        '1st',
        'Größe',
        '中文',
        "x'; drop table t; --",
        '<b>',
      ]),
    ).toEqual([
      'transaction_id',
      'name',
      'name_2',
      'column_4',
      'id_value',
      'order_value',
      'proto',
      'column_1st',
      'grosse',
      'column_10',
      'x_drop_table_t',
      'b',
    ]);
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 200 }), { maxLength: 60 }), (headers) => {
        const names = safeNames(headers);
        expect(new Set(names).size).toBe(headers.length);
        for (const name of names) expect(name).toMatch(/^[a-z_][a-z0-9_]{0,62}$/);
      }),
    );
  });
});

describe('score', () => {
  it('never rounds a failure away', () => {
    const { value } = scoreOf([{ severity: 'error', checked: 10_000_000, failed: 1 }], {
      info: 0,
      warning: 1,
      error: 3,
      critical: 5,
    });
    expect(formatPercent(value ?? 0)).toBe('99.99999');
    expect(formatPercent(100)).toBe('100');
    expect(formatPercent(0.00001)).toBe('0.00001');
    expect(scoreOf([], { info: 0, warning: 1, error: 3, critical: 5 }).value).toBeNull();
  });
});

describe('inference', () => {
  const of = (cells: readonly string[], header = 'x') => {
    const observer = createObserver();
    for (const cell of cells) observer.see(cell);
    return propose(observer.observation(true), header);
  };

  it('keeps ids with leading zeros and long digits as text', () => {
    expect(of(['007', '008', '123']).type).toBe('text');
    expect(of(['12345678901234567890', '12345678901234567891']).type).toBe('text');
  });

  it('declares ambiguous dates instead of guessing', () => {
    expect(of(['03/04/2024', '05/06/2024'])).toMatchObject({ type: 'text', evidence: expect.stringContaining('AMBIGUOUS') });
    expect(of(['03/04/2024', '25/06/2024'])).toMatchObject({ type: 'date', formats: ['d/M/yyyy'] });
    expect(of(['03/04/2024', '06/25/2024'])).toMatchObject({ type: 'date', formats: ['M/d/yyyy'] });
  });

  it('sees numbers, decimals, truth and keys', () => {
    expect(of(['1', '2', 'x', ...Array(40).fill('3')])).toMatchObject({
      type: 'integer',
      evidence: expect.stringContaining('42 of 43'),
    });
    expect(of(['1.5', '2.125'])).toMatchObject({ type: 'decimal', scale: 3 });
    expect(of(['true', 'False', 'yes'])).toMatchObject({ type: 'boolean' });
    expect(of(['a1', 'b2', 'c3'], 'Order ID').isUnique).toBe(true);
    expect(of(['1,200.50', '3,400.25'])).toMatchObject({ type: 'decimal', rewriteDecimal: '.' });
  });
});

it('a date of the usual form is a day of the calendar written in ten plain signs, and nothing else is', () => {
  const read = createDateReader('yyyy-MM-dd');
  const sign = fc.constantFrom(...'0123456789-O?X. １');
  const texts = fc.oneof(
    fc.array(sign, { minLength: 10, maxLength: 10 }).map((signs) => signs.join('')),
    fc
      .tuple(
        fc.integer({ min: 0, max: 10_000 }),
        fc.integer({ min: 0, max: 13 }),
        fc.integer({ min: 0, max: 32 }),
        fc.nat(20),
        sign,
      )
      .map(([year, month, day, at, other]) => {
        const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
        return at < text.length ? text.slice(0, at) + other + text.slice(at + 1) : text;
      }),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const [, year, month, day] = (/^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []).map(Number);
      const date = new Date(0);
      date.setUTCFullYear(year ?? 0, (month ?? 0) - 1, day ?? 0);
      const isDay = day !== undefined && (year ?? 0) > 0 && date.getUTCMonth() === (month ?? 0) - 1 && date.getUTCDate() === day;
      expect(read(text), text).toBe(isDay ? text : undefined);
    }),
    { numRuns: 3000 },
  );
});
