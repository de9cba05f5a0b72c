/** A place in a phrase that stands for an option: how it is written, how it is found, and what is read from it. */
export interface Slot {
  /** The option as text; undefined where this place cannot hold it. */
  readonly print: (value: unknown) => string | undefined;
  /** A regular expression, without groups, for every text that it may be. */
  readonly pattern: string;
  /** The option; undefined where the text stands for none. */
  readonly parse: (text: string) => unknown;
}

const name = '[A-Za-z_][A-Za-z0-9_]*';
/** A quote within quotes stands twice, and nothing else means more than it is: patterns are full of backslashes. */
const quoted = '"(?:[^"]|"")*"';
const bare = String.raw`[\p{L}\p{N}_.:/@#%$€£₹+-]+`;
const word = `(?:${quoted}|${bare})`;
const listed = new RegExp(word, 'gu');
/** Words that divide a list or end one. */
const joints: readonly string[] = ['and', 'or', 'when', 'today'];

/** The kinds of places that phrases may have. */
export const slots = {
  /** The name of a column or dataset. */
  name: {
    print: (value) => (typeof value === 'string' && isName(value) ? value : undefined),
    pattern: name,
    parse: (text) => text,
  },
  /** A list of one name. */
  names1: {
    print: (value) => (Array.isArray(value) && value.length === 1 && isName(value[0]) ? String(value[0]) : undefined),
    pattern: name,
    parse: (text) => [text],
  },
  /** Two names or more. */
  names2: {
    print: (value) => (Array.isArray(value) && value.length > 1 && value.every(isName) ? joined(value, 'and') : undefined),
    pattern: `${name}(?:, ${name})*,? and ${name}`,
    parse: (text) => text.split(/, and |, | and /),
  },
  /** A number or a text, such as a date. */
  value: {
    print: (value) => (typeof value === 'number' ? numberText(value) : typeof value === 'string' ? wordOf(value) : undefined),
    pattern: word,
    parse: (text) =>
      text.startsWith('"') ? unquoted(text) : isNumber(text) ? Number(text) : text === 'today' ? undefined : text,
  },
  /** A number or a date; a bare name would be that of a column. */
  limit: {
    print: (value) =>
      typeof value === 'number'
        ? numberText(value)
        : typeof value === 'string'
          ? quotedUnless(value, (text) => isPlain(text) && !isNumber(text) && !isName(text))
          : undefined,
    pattern: word,
    parse: (text) => (text.startsWith('"') ? unquoted(text) : isNumber(text) ? Number(text) : isName(text) ? undefined : text),
  },
  /** A number. */
  number: {
    print: (value) => (typeof value === 'number' ? numberText(value) : undefined),
    pattern: String.raw`\d[\d.e+-]*`,
    parse: (text) => (isNumber(text) ? Number(text) : undefined),
  },
  /** A day, or one that is counted from the day of the run. */
  day: {
    print: (value) => (typeof value === 'string' ? (isRelativeDay(value) ? value : quotedUnless(value, isPlain)) : undefined),
    pattern: String.raw`(?:today(?: *[+-] *\d+[dw])?|${word})`,
    parse: (text) => (text.startsWith('"') ? unquoted(text) : text),
  },
  /** A list of texts. */
  values: {
    print: (value) =>
      Array.isArray(value) && value.length > 0
        ? joined(
            value.map((one) => wordOf(String(one), true)),
            'or',
          )
        : undefined,
    pattern: `${word}(?:(?:, or |, and |, | or | and )${word})*`,
    parse: (text) =>
      [...text.matchAll(listed)]
        .map(([one]) => one)
        .filter((one) => one !== 'or' && one !== 'and')
        .map(unquoted),
  },
  /** A text in quotes. */
  text: {
    print: (value) => (typeof value === 'string' ? inQuotes(value) : undefined),
    pattern: quoted,
    parse: unquoted,
  },
  /** An expression. */
  expression: {
    print: (value) => (typeof value === 'string' && value.trim() === value && value !== '' ? value : undefined),
    pattern: String.raw`[^\s](?:[\s\S]*[^\s])?`,
    parse: (text) => text,
  },
} as const satisfies Readonly<Record<string, Slot>>;

export type SlotKind = keyof typeof slots;

function isName(value: unknown): boolean {
  return typeof value === 'string' && new RegExp(`^${name}$`).test(value);
}

function isNumber(text: string): boolean {
  return /^-?\d/.test(text) && numberText(Number(text)) === text;
}

function numberText(value: number): string {
  return String(value);
}

function isRelativeDay(text: string): boolean {
  return /^today(?: *[+-] *\d+[dw])?$/.test(text);
}

function isPlain(text: string): boolean {
  // What ends a sentence is no part of a word.
  return new RegExp(`^${bare}$`, 'u').test(text) && !joints.includes(text) && !text.endsWith('.');
}

/** A text as it is where nothing else can be meant by it, otherwise in quotes. */
function wordOf(text: string, isList = false): string {
  return quotedUnless(text, (plain) => isPlain(plain) && (isList || !isNumber(plain)));
}

function quotedUnless(text: string, isClear: (text: string) => boolean): string {
  return isClear(text) ? text : inQuotes(text);
}

function inQuotes(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;
}

function joined(items: readonly unknown[], by: string): string {
  const [last, ...others] = items.toReversed();
  return others.length === 0 ? String(last) : `${others.toReversed().join(', ')} ${by} ${String(last)}`;
}
