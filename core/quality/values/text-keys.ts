/** Letters that have no accent to leave out, and how they are written without them. */
const asciiLetters: Readonly<Record<string, string>> = {
  ...{ ł: 'l', ø: 'o', ß: 'ss', đ: 'd', æ: 'ae', œ: 'oe', ð: 'd', þ: 'th', ı: 'i' },
};

/** Small letters without accents, punctuation and spare blanks. */
export function plainText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[łøßđæœðþı]/g, (letter) => asciiLetters[letter] ?? letter)
    .replace(/[^\p{L}\p{N}\s]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The digits of a text in their order. */
export function digitsOf(text: string): string {
  return text.replace(notDigit, '');
}

const notDigit = /\P{Nd}/gu;

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

/** The same for words in any order. */
export function soundsKey(text: string): string {
  return [...new Set(soundKey(text).split(' '))].sort().join(' ');
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

/** The same key, or nothing where a text has none: what has no words is not alike. */
export function keyOrNothing(key: (text: string) => string): (text: string) => string | null {
  return (text) => key(text) || null;
}
