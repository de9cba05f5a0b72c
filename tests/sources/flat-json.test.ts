import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPlainKey, readFlatCells, readFlatObject } from '#core/sources/file/flat-json.ts';
import { parseRecord } from '#core/sources/file/json-cells.ts';

const numberText = fc.stringMatching(/^-?(?:0|[1-9]\d{0,20})(?:\.\d{1,20})?(?:[eE][+-]?\d{1,3})?$/);
const value = fc.oneof(
  numberText,
  fc.constantFrom('true', 'false', 'null', '""', '01', '1.', '+1', '.5', 'NaN', 'nul', '[1]', '{"a":1}', "'a'", '1e', '-'),
  fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)),
  fc.string({ unit: 'grapheme-ascii' }).map((text) => `"${text}"`),
);
const space = fc.constantFrom('', '', '', ' ', '\t', '\n  ', '\r\n', '\u00a0', '\ufeff');
const object = fc
  .array(fc.tuple(space, fc.constantFrom('"a"', '"b"', '"a b"', '"é"', '"1"', '"a\\"b"', 'a', '""'), space, value, space), {
    maxLength: 5,
  })
  .map((members) => `{${members.map(([s, key, t, cell, u]) => `${s}${key}${t}:${t}${cell}${u}`).join(',')}}`);
/** A text with one character put in, left out or changed. */
const mutated = fc
  .tuple(object, fc.nat(), fc.constantFrom('', ',', '}', '{', '"', '\\', ':', ' ', '0', '\u0001'), fc.nat(1))
  .map(([text, at, put, cut]) => text.slice(0, at % (text.length + 1)) + put + text.slice((at % (text.length + 1)) + cut));

describe('flat JSON objects', () => {
  it('are read as a parser of JSON reads them, or left to it', () => {
    let flat = 0;
    fc.assert(
      fc.property(fc.oneof(object, mutated), (text) => {
        const cells = readFlatObject(text);
        if (!cells) return;
        flat++;
        const parsed = parseRecord(text);
        expect([...cells].sort()).toEqual([...(parsed ?? [])].sort());
        expect(parsed).toBeDefined();
      }),
      { numRuns: 20_000 },
    );
    expect(flat).toBeGreaterThan(1000);
  });

  it('are read by the keys of the records before, or left', () => {
    let inOrder = 0;
    fc.assert(
      fc.property(fc.oneof(object, mutated), fc.constantFrom('a', 'b', 'a b', 'é', '1'), (text, other) => {
        const cells = readFlatObject(text);
        const keys = [...(cells?.keys() ?? ['a', 'b'])];
        expect(keys.every(isPlainKey)).toBe(true);
        const found = readFlatCells(text, keys);
        expect(found).toEqual(cells && cells.size > 0 ? [...cells.values()] : undefined);
        if (found) inOrder++;
        if (cells && !cells.has(other)) expect(readFlatCells(text, [...keys, other])).toBeUndefined();
        if (cells && cells.size > 1) expect(readFlatCells(text, keys.slice(1))).toBeUndefined();
      }),
      { numRuns: 20_000 },
    );
    expect(inOrder).toBeGreaterThan(300);
    expect(isPlainKey('a"b')).toBe(false);
    expect(isPlainKey('a\\b')).toBe(false);
  });

  it('keep numbers as they are written, and the order of keys', () => {
    const text = '{ "id": 12345678901234567890, "2": 1.10, "1": -0, "none": null, "yes": true, "text": "07" }';
    expect([...(readFlatObject(text) ?? [])]).toEqual([
      ['id', '12345678901234567890'],
      ['2', '1.10'],
      ['1', '-0'],
      ['none', ''],
      ['yes', 'true'],
      ['text', '07'],
    ]);
  });
});
