import { digitsOf } from '../values/text-keys.ts';

/**
 * The number of insertions, deletions, replacements and swaps of neighbours between two texts, each place used once
 * (optimal string alignment; Damerau 1964); anything above `limit` comes back as `limit + 1`.
 */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const isSame = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1))
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > limit) return limit + 1;
    before = last;
    last = row;
  }
  return Math.min(last[b.length] ?? 0, limit + 1);
}

/**
 * Whether the digits of a text may stand for those of another: 1023 is another thing than 1024 however near, but 1O24, where a letter
 * stands for a digit, may be a slip.
 */
export function mayBeMisread(text: string, known: string): boolean {
  if (digitsOf(text) === digitsOf(known)) return true;
  return text.length === known.length && [...text].every((letter, at) => letter === known[at] || !isDigit.test(letter));
}

const isDigit = /\p{Nd}/u;
