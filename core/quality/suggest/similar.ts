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

/** Small letters without accents, punctuation and spare blanks. */
export function plainText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The digits of a text in their order. */
export function digitsOf(text: string): string {
  return text.replace(notDigit, '');
}

/**
 * Whether the digits of a text may stand for those of another: 1023 is another thing than 1024 however near, but 1O24, where a letter
 * stands for a digit, may be a slip.
 */
export function mayBeMisread(text: string, known: string): boolean {
  if (digitsOf(text) === digitsOf(known)) return true;
  return text.length === known.length && [...text].every((letter, at) => letter === known[at] || !isDigit.test(letter));
}

const notDigit = /\P{Nd}/gu;
const isDigit = /\p{Nd}/u;

/** The words of a text in order, each once: key collision as OpenRefine's fingerprint has it. */
export function wordKey(text: string): string {
  return [...new Set(plainText(text).split(' '))].sort().join(' ');
}

/** The pairs of neighbouring letters of a text in order, each once. */
export function pairKey(text: string): string {
  const letters = plainText(text).replaceAll(' ', '');
  const pairs = new Set(Array.from({ length: Math.max(0, letters.length - 1) }, (_, index) => letters.slice(index, index + 2)));
  return pairs.size === 0 ? letters : [...pairs].sort().join('');
}

const soundexCodes: Readonly<Record<string, string>> = Object.fromEntries(
  ['bfpv', 'cgjkqsxz', 'dt', 'l', 'mn', 'r'].flatMap((letters, index) =>
    [...letters].map((letter) => [letter, String(index + 1)]),
  ),
);

/** How the words of a text sound in English: American Soundex of each (Russell & Odell 1918); numbers stay as they are. */
export function soundKey(text: string): string {
  return plainText(text)
    .split(' ')
    .map((word) => (/^[a-z]+$/.test(word) ? soundex(word) : word))
    .join(' ');
}

function soundex(word: string): string {
  let code = word.charAt(0);
  let last = soundexCodes[code] ?? '';
  for (const letter of word.slice(1)) {
    const digit = soundexCodes[letter] ?? '';
    if (digit !== '' && digit !== last) code += digit;
    // A vowel divides equal sounds, h and w do not.
    if (letter !== 'h' && letter !== 'w') last = digit;
  }
  return code.padEnd(4, '0').slice(0, 4);
}
