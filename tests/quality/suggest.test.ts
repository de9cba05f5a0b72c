import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rewritingFrom } from '#core/quality/suggest/by-example.ts';
import { clusterMethods, clusterTexts } from '#core/quality/suggest/cluster.ts';
import { createNearestFinder } from '#core/quality/suggest/nearest.ts';
import { editDistance } from '#core/quality/suggest/similar.ts';
import { pairKey, plainText, soundKey, wordKey } from '#core/quality/values/text-keys.ts';

describe('distance of letters', () => {
  const word = fc.string({ maxLength: 8, unit: fc.constantFrom('a', 'b', 'c') });

  /** The definition itself: optimal string alignment by plain recursion. */
  const slow = (a: string, b: string): number => {
    if (a === '' || b === '') return a.length + b.length;
    const same = a.at(-1) === b.at(-1) ? 0 : 1;
    const ways = [slow(a.slice(0, -1), b) + 1, slow(a, b.slice(0, -1)) + 1, slow(a.slice(0, -1), b.slice(0, -1)) + same];
    if (a.length > 1 && b.length > 1 && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1))
      ways.push(slow(a.slice(0, -2), b.slice(0, -2)) + 1);
    return Math.min(...ways);
  };

  it('is that of the definition, and never above the limit by more than one', () => {
    const short = fc.string({ maxLength: 5, unit: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(short, short, fc.integer({ min: 0, max: 5 }), (a, b, limit) => {
        expect(editDistance(a, b, limit)).toBe(Math.min(slow(a, b), limit + 1));
      }),
    );
  });

  it('is the same both ways, and 0 only between the same', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, b, 10)).toBe(editDistance(b, a, 10));
        expect(editDistance(a, b, 10) === 0).toBe(a === b);
      }),
    );
  });
});

describe('keys', () => {
  it('leave out what does not matter', () => {
    expect(wordKey('  Acme, Inc. ')).toBe(wordKey('inc ACME'));
    expect(plainText('Café-Crème')).toBe('cafe creme');
    expect(pairKey('Krzysztof')).toBe(pairKey('krzysztof '));
    // The National Archives' own examples of Soundex.
    expect(['Robert', 'Rupert', 'Rubin', 'Ashcraft', 'Tymczak', 'Pfister', 'Honeyman'].map(soundKey)).toEqual([
      'r163',
      'r163',
      'r150',
      'a261',
      't522',
      'p236',
      'h555',
    ]);
  });
});

describe('digits', () => {
  const dates = ['2023-02-02', '2024-05-13', '2023-07-04', '2022-02-30'].map((text) => ({ text, count: 40 }));

  it('in another order are no slip of the pen: no date is suggested for one that does not exist', () => {
    const find = createNearestFinder(dates, false);
    for (const text of ['2023-02-30', '2024-13-05', '2023-20-02', '02-02-2023', '2032-02-02'])
      expect(find(text), text).toBeUndefined();
    expect(find('2023.02.02')?.text).toBe('2023-02-02');
    expect(find('2O23-02-02')?.text).toBe('2023-02-02');
  });

  it('that differ are never one cluster', () => {
    const texts = [...dates, { text: '2023-02-20', count: 3 }, { text: 'Unit 12', count: 9 }, { text: 'Unit 21', count: 9 }];
    for (const method of clusterMethods) expect(clusterTexts(texts, method), method).toEqual([]);
    const spellings = [...texts, { text: 'unit 12.', count: 1 }];
    for (const method of ['words', 'pairs', 'sound'] as const)
      expect(
        clusterTexts(spellings, method).map(({ members }) => members.map(({ text }) => text)),
        method,
      ).toEqual([['Unit 12', 'unit 12.']]);
  });
});

describe('the nearest of known texts', () => {
  const find = createNearestFinder(
    ['North', 'South', 'East', 'West', 'Central'].map((text) => ({ text, count: 1 })),
    true,
  );

  it('is what is meant', () => {
    for (const [text, meant] of [
      ['nort', 'North'],
      ['NORTH ', 'North'],
      ['n.', 'North'],
      ['Sout', 'South'],
      ['Cental', 'Central'],
      ['ctnrale', undefined],
      ['wset', 'West'],
    ] as const)
      expect(find(text)?.text, text).toBe(meant);
  });

  it('is nothing where two are as near, or none is', () => {
    for (const text of ['est', 'Xyz', '', '42', 'orth South']) expect(find(text), text).toBeUndefined();
  });

  it('of an open list must be frequent, and by far', () => {
    const open = createNearestFinder(
      [
        { text: 'birmingham', count: 40 },
        { text: 'birminghan', count: 1 },
        { text: 'sheffield', count: 5 },
        { text: 'sheffeild', count: 3 },
      ],
      false,
    );
    expect(open('birminghxm')?.text).toBe('birmingham');
    expect(open('sheffild')).toBeUndefined();
  });
});

describe('clusters', () => {
  it('hold each text at most once, from strict to lax', () => {
    const texts = ['Acme Inc', 'inc. acme', 'Acme Inc.', 'Acmee Inc', 'Zenith', 'zenit', 'Akme Inc'].map((text, index) => ({
      text,
      count: 10 - index,
    }));
    for (const method of ['words', 'pairs', 'letters', 'sound'] as const) {
      const members = clusterTexts(texts, method).flatMap((cluster) => cluster.members.map(({ text }) => text));
      expect(new Set(members).size).toBe(members.length);
    }
    expect(clusterTexts(texts, 'words')[0]?.members.map(({ text }) => text)).toEqual(['Acme Inc', 'inc. acme', 'Acme Inc.']);
    expect(clusterTexts(texts, 'letters').map(({ members }) => members.length)).toContain(2);
  });
});

describe('by example', () => {
  it.each([
    [[['12.0 oz', '12.0']], '16.5 ounces', '16.5'],
    [[[' a ', 'a']], '  b', 'b'],
    [[['ab', 'AB']], 'cd', 'CD'],
    [[['15', '0.15']], '7', '0.07'],
    [[['2,5', '2.5']], '10,25', '10.25'],
    [[['INV-1', 'INV-2024-1']], 'INV-7', 'INV-2024-7'],
    [[['a@mail.con', 'a@mail.com']], 'b@post.con', 'b@post.com'],
    [[['31/12/2024', '12/31/2024']], '30/11/2024', '11/30/2024'],
    [
      [
        ['ann lee', 'Ann Lee'],
        ['bo', 'Bo'],
      ],
      'cy dee',
      'Cy Dee',
    ],
  ] as const)('%j writes %s as %s', (pairs, text, wanted) => {
    expect(rewritingFrom(pairs.map(([from, to]) => ({ from, to })))?.apply(text)).toBe(wanted);
  });

  it('says nothing where the examples do not say how', () => {
    expect(rewritingFrom([{ from: 'nort', to: 'South' }])?.apply('wset')).toBeUndefined();
    expect(
      rewritingFrom([
        { from: 'a', to: 'A' },
        { from: 'b', to: 'c' },
      ]),
    ).toBeUndefined();
  });

  it('always holds for its own examples', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ from: fc.string(), to: fc.string() }), { minLength: 1, maxLength: 3 }), (examples) => {
        const found = rewritingFrom(examples);
        for (const { from, to } of examples) if (found) expect(found.apply(from)).toBe(to);
      }),
    );
  });
});
