/** A text before and after a person changed it. */
export interface Example {
  readonly from: string;
  readonly to: string;
}

/** A way to change a text that was found in examples; undefined where it does not apply. */
export interface Rewriting {
  readonly why: string;
  readonly apply: (text: string) => string | undefined;
}

/**
 * Finds the simplest change that makes every example what it became: another form of the letters, a piece put before or behind,
 * taken away or replaced, or the one number of the text. Undefined where the examples say nothing beyond themselves.
 */
export function rewritingFrom(examples: readonly Example[]): Rewriting | undefined {
  const [first] = examples;
  if (!first) return undefined;
  const fits = ({ apply }: Rewriting): boolean => examples.every(({ from, to }) => apply(from) === to);
  return [...forms, ...piecesOf(first)].find(fits);
}

const forms: readonly Rewriting[] = [
  { why: 'without blanks around it', apply: (text) => text.trim() },
  { why: 'with single blanks', apply: (text) => text.replace(/\s+/g, ' ').trim() },
  { why: 'without blanks', apply: (text) => text.replace(/\s+/g, '') },
  { why: 'in capitals', apply: (text) => text.toUpperCase() },
  { why: 'in small letters', apply: (text) => text.toLowerCase() },
  {
    why: 'each word with a capital',
    apply: (text) =>
      text
        .trim()
        .toLowerCase()
        .replace(/(^|[\s-])\p{L}/gu, (one) => one.toUpperCase()),
  },
  { why: 'the digits alone', apply: (text) => some(text.replace(/\D/g, '')) },
  { why: 'the one number in it', apply: (text) => onlyMatch(text, /-?\d+(?:\.\d+)?/g) },
  { why: 'the number without dividers of thousands', apply: (text) => some(text.replaceAll(',', '')) },
  { why: 'a comma for the point', apply: (text) => (/^-?\d+,\d+$/.test(text) ? text.replace(',', '.') : undefined) },
  { why: 'a hundredth of it', apply: hundredth },
  { why: 'without its sign', apply: (text) => (text.startsWith('-') ? text.slice(1) : undefined) },
  { why: 'day and month in each other’s place', apply: (text) => swapped(text) },
];

/** What one example alone may mean: a piece that is put on, taken off, or replaced. */
function piecesOf({ from, to }: Example): readonly Rewriting[] {
  const found: Rewriting[] = [];
  if (to.endsWith(from) && to !== from) {
    const piece = to.slice(0, to.length - from.length);
    found.push({ why: `“${piece}” before it`, apply: (text) => (text.startsWith(piece) ? undefined : piece + text) });
  }
  if (to.startsWith(from) && to !== from) {
    const piece = to.slice(from.length);
    found.push({ why: `“${piece}” at the end`, apply: (text) => (text.endsWith(piece) ? undefined : text + piece) });
  }
  if (from.endsWith(to) && to !== from && to !== '') {
    const piece = from.slice(0, from.length - to.length);
    found.push({
      why: `without “${piece}” before it`,
      apply: (text) => (text.startsWith(piece) ? text.slice(piece.length) : undefined),
    });
  }
  if (from.startsWith(to) && to !== from && to !== '') {
    const piece = from.slice(to.length);
    found.push({
      why: `without “${piece}” at the end`,
      apply: (text) => (text.endsWith(piece) ? text.slice(0, -piece.length) : undefined),
    });
  }
  const inserted = insertionOf(from, to);
  if (inserted) {
    const [beginning, piece] = inserted;
    found.push({
      why: `“${piece}” after “${beginning}”`,
      apply: (text) => (text.startsWith(beginning) ? beginning + piece + text.slice(beginning.length) : undefined),
    });
  }
  const replaced = differenceOf(from, to);
  if (replaced) {
    const [old, fresh] = replaced;
    found.push({
      why: `“${fresh}” for “${old}”`,
      apply: (text) => (text.includes(old) ? text.replaceAll(old, fresh) : undefined),
    });
  }
  return found;
}

/** The beginning of a text behind which a piece was put; undefined where nothing was. */
function insertionOf(from: string, to: string): readonly [string, string] | undefined {
  let start = 0;
  while (start < from.length && from[start] === to[start]) start++;
  const piece = to.slice(start, to.length - (from.length - start));
  return start > 0 && piece !== '' && to.endsWith(from.slice(start)) ? [from.slice(0, start), piece] : undefined;
}

/** The piece in the middle by which two texts differ, and what it became; undefined where all of it did. */
function differenceOf(from: string, to: string): readonly [string, string] | undefined {
  let start = 0;
  while (start < Math.min(from.length, to.length) && from[start] === to[start]) start++;
  let end = 0;
  while (end < Math.min(from.length, to.length) - start && from.at(-1 - end) === to.at(-1 - end)) end++;
  const old = from.slice(start, from.length - end);
  if (old === '' || old === from) return undefined;
  return [old, to.slice(start, to.length - end)];
}

function onlyMatch(text: string, pattern: RegExp): string | undefined {
  const found = text.match(pattern) ?? [];
  return found.length === 1 ? found[0] : undefined;
}

function some(text: string): string | undefined {
  return text === '' ? undefined : text;
}

function hundredth(text: string): string | undefined {
  if (!/^-?\d+(\.\d+)?$/.test(text)) return undefined;
  const places = (text.split('.')[1]?.length ?? 0) + 2;
  return (Number(text) / 100).toFixed(places).replace(/\.?0+$/, '');
}

function swapped(text: string): string | undefined {
  const parts = /^(\d{1,2})([./-])(\d{1,2})\2(\d{2,4})$/.exec(text);
  return parts ? `${parts[3]}${parts[2]}${parts[1]}${parts[2]}${parts[4]}` : undefined;
}
