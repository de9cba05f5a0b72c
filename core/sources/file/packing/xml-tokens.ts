import { StringDecoder } from 'node:string_decoder';

/** A piece of XML: a tag with its name, without the prefix of a namespace, or the text between two tags. */
export type XmlToken =
  | { readonly kind: 'open'; readonly name: string; readonly attributes: string; readonly isEmpty: boolean }
  | { readonly kind: 'close'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string };

/** Characters of a tag or comment at the most: what is longer is no workbook, and ends it. */
const longestTag = 2 ** 20;

/**
 * The tags and texts of XML in UTF-8, as they come. It is no validating parser: declarations and comments are passed over, and what is no tag
 * is left out, so that damaged XML is read as far as it can be.
 */
export async function* xmlTokens(chunks: AsyncIterable<Buffer>): AsyncGenerator<readonly XmlToken[]> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of chunks) {
    const { tokens, read } = tokensOf((rest += decoder.write(chunk)));
    rest = rest.slice(read);
    // A tag that never ends would be looked through again with every chunk.
    if (rest.length > longestTag) return;
    yield tokens;
  }
}

function tokensOf(text: string): { readonly tokens: readonly XmlToken[]; readonly read: number } {
  const tokens: XmlToken[] = [];
  let at = 0;
  for (;;) {
    const from = text.indexOf('<', at);
    if (from < 0) {
      const to = endOfText(text, at);
      if (to > at) tokens.push({ kind: 'text', text: unescaped(text.slice(at, to)) });
      return { tokens, read: to };
    }
    if (from > at) tokens.push({ kind: 'text', text: unescaped(text.slice(at, from)) });
    const section = sectionAt(text, from);
    const to = section ? text.indexOf(section.end, from + section.begin.length) : text.indexOf('>', from);
    // The text before the tag was taken already.
    if (to < 0) return { tokens, read: from };
    if (section?.begin === '<![CDATA[') tokens.push({ kind: 'text', text: text.slice(from + section.begin.length, to) });
    if (!section) {
      const token = tagOf(text.slice(from + 1, to));
      if (token) tokens.push(token);
    }
    at = to + (section?.end.length ?? 1);
  }
}

/** Up to where a text can be taken whose end is not there yet: an entity may be cut in two. */
function endOfText(text: string, from: number): number {
  const entity = text.lastIndexOf('&');
  return entity >= from && entity > text.length - 12 ? entity : text.length;
}

const sections = [
  { begin: '<!--', end: '-->' },
  { begin: '<![CDATA[', end: ']]>' },
  { begin: '<?', end: '?>' },
  { begin: '<!', end: '>' },
] as const;

function sectionAt(text: string, at: number): (typeof sections)[number] | undefined {
  const next = text.charCodeAt(at + 1);
  return next === 33 || next === 63 ? sections.find(({ begin }) => text.startsWith(begin, at)) : undefined;
}

/** The tag with this inside; undefined where it has no name. */
function tagOf(inner: string): XmlToken | undefined {
  const isClosing = inner.charCodeAt(0) === 47;
  const isEmpty = inner.charCodeAt(inner.length - 1) === 47;
  let from = isClosing ? 1 : 0;
  let to = from;
  for (; to < inner.length; to++) {
    const code = inner.charCodeAt(to);
    if (code === 58) from = to + 1;
    else if (code <= 32 || code === 47) break;
  }
  const name = inner.slice(from, to);
  if (name === '') return undefined;
  if (isClosing) return { kind: 'close', name };
  return { kind: 'open', name, attributes: inner.slice(to, isEmpty ? -1 : undefined), isEmpty };
}

/** The value of an attribute in the inside of a tag; undefined where there is none. */
export function attributeOf(attributes: string, name: string): string | undefined {
  for (let at = attributes.indexOf(name); at >= 0; at = attributes.indexOf(name, at + 1)) {
    const before = attributes.charCodeAt(at - 1);
    // Behind white space, or the prefix of a namespace.
    if (at > 0 && before > 32 && before !== 58) continue;
    let place = skipBlanks(attributes, at + name.length);
    if (attributes.charCodeAt(place) !== 61) continue;
    place = skipBlanks(attributes, place + 1);
    const quote = attributes.charAt(place);
    const end = quote === '"' || quote === "'" ? attributes.indexOf(quote, place + 1) : -1;
    if (end >= 0) return unescaped(attributes.slice(place + 1, end));
  }
  return undefined;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 32) at++;
  return at;
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescaped(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,4}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return entities[String(name).toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  });
}
