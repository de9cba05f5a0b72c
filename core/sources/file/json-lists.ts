/** A list of objects within a JSON document. */
export interface JsonList {
  /** Where it is, such as `$.data.items`. */
  readonly path: string;
  /** Where its bracket stands in the text. */
  readonly at: number;
}

/** How deep lists are looked for. */
const deepest = 6;

/**
 * The lists of objects that the beginning of a JSON document holds in the members of its objects, in their order; lists within lists are no list
 * of records of their own. What is damaged or cut off ends the search; of several documents one after the other there are none. The text may have a
 * character for each byte: `decode` makes paths readable.
 */
export function jsonLists(text: string, decode: (bytes: Buffer) => string | undefined): readonly JsonList[] {
  const found: JsonList[] = [];
  const first = skipBlanks(text, 0);
  const end = text[first] === '{' ? lookIn(text, first, '$', 0, found) : -1;
  if (end >= 0 && skipBlanks(text, end) < text.length) return [];
  return found.map(({ path, at }) => ({ path: decode(Buffer.from(path, 'latin1')) ?? path, at }));
}

/** What is wrong behind a list of records that stands so many objects deep: the document goes on with another one, or is never closed. */
export function createJsonTail(depth: number): {
  readonly take: (text: string) => void;
  readonly problem: () => 'another' | 'open' | undefined;
} {
  let open = depth;
  let isText = false;
  let isEscape = false;
  let isAnother = false;
  return {
    take: (text) => {
      for (const character of text) {
        if (isEscape) isEscape = false;
        else if (isText) {
          if (character === '\\') isEscape = true;
          else if (character === '"') isText = false;
        } else if (open <= 0) isAnother ||= !/\s/.test(character);
        else if (character === '"') isText = true;
        else if (character === '{' || character === '[') open++;
        else if (character === '}' || character === ']') open--;
      }
    },
    problem: () => (isAnother ? 'another' : open > 0 ? 'open' : undefined),
  };
}

/** Looks through an object; returns where it ends, or −1 where the text is cut off or no JSON. */
function lookIn(text: string, from: number, path: string, depth: number, found: JsonList[]): number {
  let at = skipBlanks(text, from + 1);
  if (text[at] === '}') return at + 1;
  for (;;) {
    const keyEnd = stringEnd(text, at);
    if (keyEnd < 0) return -1;
    const member = `${path}.${text.slice(at + 1, keyEnd - 1)}`;
    at = skipBlanks(text, keyEnd);
    if (text[at] !== ':') return -1;
    at = skipBlanks(text, at + 1);
    if (text[at] === '[' && text[skipBlanks(text, at + 1)] === '{') found.push({ path: member, at });
    const end = text[at] === '{' && depth < deepest ? lookIn(text, at, member, depth + 1, found) : valueEnd(text, at);
    if (end < 0) return -1;
    at = skipBlanks(text, end);
    if (text[at] === '}') return at + 1;
    if (text[at] !== ',') return -1;
    at = skipBlanks(text, at + 1);
  }
}

function valueEnd(text: string, from: number): number {
  const first = text[from];
  if (first === '"') return stringEnd(text, from);
  if (first !== '{' && first !== '[') {
    let at = from;
    while (at < text.length && !/[,}\]\s]/.test(text.charAt(at))) at++;
    return at > from && at < text.length ? at : -1;
  }
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === '"') {
      const end = stringEnd(text, at);
      if (end < 0) return -1;
      at = end - 1;
    } else if (character === '{' || character === '[') depth++;
    else if ((character === '}' || character === ']') && --depth === 0) return at + 1;
  }
  return -1;
}

/** Where a string ends that begins with a quote here; −1 where none does. */
function stringEnd(text: string, from: number): number {
  if (text[from] !== '"') return -1;
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
  }
  return -1;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text.charAt(at))) at++;
  return at;
}
