import type { z } from 'zod';
import { type SlotKind, slots } from './slots.ts';

/**
 * One way to say a rule: text with places such as `{min:value}` for its options. `sets` are options that follow from these very words. Of
 * the phrases of a kind the first that fits is said, and all of them are understood.
 */
export type Phrase = string | { readonly say: string; readonly sets: Readonly<Record<string, unknown>> };

const place = /\{(\w+):(\w+)\}/g;

/** What a rule with these options is in the words of a phrase; undefined where it says something else. */
export function sayPhrase(phrase: Phrase, options: z.ZodObject, given: Readonly<Record<string, unknown>>): string | undefined {
  const { say, sets } = typeof phrase === 'string' ? { say: phrase, sets: {} } : phrase;
  const said: Record<string, unknown> = { ...sets };
  let isWhole = true;
  const text = say.replace(place, (_, option: string, kind: SlotKind) => {
    const printed = slots[kind].print(given[option]);
    if (printed === undefined) isWhole = false;
    said[option] = given[option];
    return printed ?? '';
  });
  const [meant, expected] = [options.safeParse(said), options.safeParse(given)];
  return isWhole && meant.success && expected.success && isSame(meant.data, expected.data) ? text : undefined;
}

/** The options that a text states in the words of a phrase; undefined where it says something else. */
export function readPhrase(phrase: Phrase, text: string): Readonly<Record<string, unknown>> | undefined {
  const { say, sets } = typeof phrase === 'string' ? { say: phrase, sets: {} } : phrase;
  const places = [...say.matchAll(place)].map(([, option = '', kind]) => ({ option, slot: slots[kind as SlotKind] }));
  const match = patternOf(say).exec(text);
  if (!match) return undefined;
  const read: Record<string, unknown> = { ...sets };
  for (const [index, { option, slot }] of places.entries()) {
    const value = slot.parse(match[index + 1] ?? '');
    if (value === undefined) return undefined;
    read[option] = value;
  }
  return read;
}

function patternOf(say: string): RegExp {
  const parts = say.split(/\{\w+:(\w+)\}/).map((part, index) =>
    // Every other part is the kind of a place.
    index % 2 === 1
      ? `(${slots[part as SlotKind].pattern})`
      : part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replace(/ /g, String.raw`\s+`),
  );
  return new RegExp(`^${parts.join('')}$`, 'u');
}

function isSame(one: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>): boolean {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return names.every((name) => JSON.stringify(one[name]) === JSON.stringify(other[name]));
}
