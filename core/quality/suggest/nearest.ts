import { show } from '../show.ts';
import { digitsOf, pairKey, plainText, soundKey, wordKey } from '../values/text-keys.ts';
import { editDistance, mayBeMisread } from './similar.ts';

/** A text that a column is known to hold, and how often. */
export interface KnownText {
  readonly text: string;
  readonly count: number;
}

/** A text that may be meant, and why. */
export interface Nearest {
  readonly text: string;
  /** How sure it is, 0 to 1. */
  readonly confidence: number;
  readonly why: string;
}

/** Finds what may be meant by a text that is none of those known. */
export type NearestFinder = (text: string) => Nearest | undefined;

/**
 * Makes a finder over known texts: by the same words, an abbreviation, few differing letters, the same sound, in this order of trust.
 * It says nothing where two are about as near. Texts of an `isClosed` list are all right whatever their number; others must be frequent.
 */
export function createNearestFinder(known: readonly KnownText[], isClosed: boolean): NearestFinder {
  const least = isClosed ? 0 : 2;
  const texts = known.filter(({ count }) => count >= least).map((one) => ({ ...one, plain: plainText(one.text) }));
  const byWords = grouped(texts, ({ text }) => wordKey(text));
  const byPairs = grouped(texts, ({ text }) => pairKey(text));
  const bySound = isClosed ? grouped(texts, ({ text }) => soundKey(text)) : undefined;
  const kept = new Map<string, Nearest | undefined>();

  const find = (text: string): Nearest | undefined => {
    const plain = plainText(text);
    if (plain === '') return undefined;
    // The same digits in another order are another number, another date.
    const withSameDigits = (group: readonly PlainText[] | undefined): PlainText | undefined =>
      onlyOne(group?.filter((one) => digitsOf(one.text) === digitsOf(text)));
    const same = withSameDigits(byWords.get(wordKey(text)));
    if (same && same.text !== text) return { text: same.text, confidence: 0.98, why: `the same words as ${show(same.text)}` };
    const close = nearestByLetters(texts, plain, text, isClosed);
    if (close) return close;
    const short = isClosed ? onlyOne(texts.filter((one) => one.plain.startsWith(plain))) : undefined;
    if (short && plain.length < short.plain.length)
      return { text: short.text, confidence: plain.length > 2 ? 0.92 : 0.85, why: `only ${show(short.text)} begins like this` };
    const pairs = withSameDigits(byPairs.get(pairKey(text)));
    if (pairs && plain.length > 4) return { text: pairs.text, confidence: 0.9, why: `the same letters as ${show(pairs.text)}` };
    const sound = plain.length > 3 ? onlyOne(bySound?.get(soundKey(text))) : undefined;
    return sound && { text: sound.text, confidence: 0.75, why: `sounds like ${show(sound.text)}` };
  };
  return (text) => {
    if (!kept.has(text)) kept.set(text, find(text));
    return kept.get(text);
  };
}

type PlainText = KnownText & { readonly plain: string };

function nearestByLetters(texts: readonly PlainText[], plain: string, text: string, isClosed: boolean): Nearest | undefined {
  // Codes and short words differ in one letter by nature.
  const limit = /\d/.test(plain) && !isClosed ? 1 : Math.min(4, Math.floor(plain.length / 4));
  if (limit === 0) return undefined;
  let best: PlainText | undefined;
  let least = limit + 1;
  let rival = 0;
  for (const one of texts) {
    if (one.text === text || !mayBeMisread(plain, one.plain)) continue;
    const distance = editDistance(plain, one.plain, Math.min(limit, least));
    if (distance > limit || distance > least) continue;
    if (distance === least) {
      rival = Math.max(rival, Math.min(one.count, best?.count ?? 0));
      if (best && one.count > best.count) best = one;
    } else {
      best = one;
      least = distance;
      rival = 0;
    }
  }
  if (!best || best.plain === plain) return undefined;
  // Two that are as near: only where one is by far the more frequent.
  if (rival > 0 && (isClosed || best.count < 10 * rival)) return undefined;
  const letters = least === 1 ? 'one letter' : `${least} letters`;
  const confidence = Math.min(0.97, 1 - (0.6 * least) / plain.length) - (rival > 0 ? 0.1 : 0);
  return {
    text: best.text,
    confidence,
    why: `${letters} from ${show(best.text)}${isClosed ? '' : `, which ${best.count} records have`}`,
  };
}

function grouped(texts: readonly PlainText[], keyOf: (one: PlainText) => string): ReadonlyMap<string, readonly PlainText[]> {
  const groups = new Map<string, PlainText[]>();
  for (const one of texts) {
    const key = keyOf(one);
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(one);
  }
  return groups;
}

function onlyOne(texts: readonly PlainText[] | undefined): PlainText | undefined {
  return texts?.length === 1 ? texts[0] : undefined;
}
