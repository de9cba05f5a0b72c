import { diffArrays } from 'diff';
import { type Document, isAlias, isNode, parse, parseDocument, type Tags, visit } from 'yaml';
import { inOneLine } from './flow-line.ts';

/** A pipeline.yaml as a document that can be edited; a number that nobody changes is written again as it was, `007` as `007`. */
export function parsedDefinition(yaml: string): Document.Parsed {
  return parseDocument(yaml, { version: '1.2', uniqueKeys: false, customTags: (tags) => tags.map(keepingSource) });
}

/**
 * The text of a pipeline.yaml with its document edited: lines that the edit does not concern stay as they were written. Throws a RangeError where
 * other places of the text refer to what is edited.
 */
export function editedText(yaml: string, document: Document): string {
  if (lacksAnchor(document)) throw new RangeError('a YAML anchor would be missing where it is used; edit the YAML instead');
  return merged(yaml, document.toString(inOneLine));
}

/** Whether something refers to an anchor that does not stand before it. */
function lacksAnchor(document: Document): boolean {
  const anchors = new Set<string>();
  let isLacking = false;
  visit(document, {
    Alias: (_, { source }) => void (isLacking ||= !anchors.has(source)),
    Value: (_, { anchor }) => void (anchor !== undefined && anchors.add(anchor)),
  });
  return isLacking;
}

function merged(yaml: string, edited: string): string {
  const plain = parsedDefinition(yaml).toString(inOneLine);
  if (plain === yaml) return edited;
  const own = yaml.replaceAll('\r\n', '\n');
  const both = withOwnLines(linesOf(own), linesOf(plain), linesOf(edited)).join('\n');
  // A line of a text may look like one of the definition: the edit must mean the same.
  const text = meaningOf(both) === meaningOf(edited) ? both : edited;
  return own === yaml ? text : text.replaceAll('\n', '\r\n');
}

/** Throws a RangeError where a part of a definition stands in other places too, by a YAML anchor: an edit would change those as well. */
export function assertOwn(node: unknown, what: string): void {
  let isShared = isAlias(node);
  if (isNode(node)) visit(node, { Node: (_, part) => void (isShared ||= 'anchor' in part && part.anchor !== undefined) });
  if (isShared) throw new RangeError(`${what} stand in several places by a YAML anchor; edit the YAML instead`);
}

/** A kind of scalar that is written as it was read, unless its value is another now. */
function keepingSource(tag: Tags[number]): Tags[number] {
  if (typeof tag === 'string' || !('resolve' in tag) || tag.collection !== undefined || tag.tag === 'tag:yaml.org,2002:str')
    return tag;
  const { stringify = (item) => String(item.value) } = tag;
  return {
    ...tag,
    stringify: (item, context, onComment, onChompKeep) => {
      const source = 'source' in item ? item.source : undefined;
      return typeof source === 'string' && Object.is(parse(source), item.value)
        ? source
        : stringify(item, context, onComment, onChompKeep);
    },
  };
}

/** What a text means: its values, and how each is written, since a definition takes some numbers as texts. */
function meaningOf(yaml: string): string {
  return JSON.stringify([
    parsedDefinition(yaml).toJSON(),
    parseDocument(yaml, { schema: 'failsafe', uniqueKeys: false }).toJSON(),
  ]);
}

/** A stretch of lines that two texts write differently, and where it is in the first of them. */
interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

/**
 * A merge of three texts: how a person wrote it, how the library writes the same, and how the library writes it once it is edited. Where only
 * the writing differs that of the person stays, also of lines that moved; where both differ the edit counts.
 */
function withOwnLines(own: readonly string[], plain: readonly string[], edited: readonly string[]): readonly string[] {
  const written = hunksOf(plain, own);
  const changed = hunksOf(plain, edited);
  const ownForm = ownForms(plain, written);
  const merged: string[] = [];
  let at = 0;
  for (const hunk of changed) {
    merged.push(...ownLines(plain, written, at, hunk.from));
    merged.push(...hunk.lines.map((line) => ownForm.get(line) ?? line));
    at = hunk.to;
  }
  return [...merged, ...ownLines(plain, written, at, plain.length)];
}

/** The lines between two places as the person wrote them; of a stretch that is cut in two, as the library does. */
function ownLines(plain: readonly string[], written: readonly Hunk[], from: number, to: number): readonly string[] {
  const lines: string[] = [];
  let at = from;
  for (const hunk of written.filter((one) => one.from >= from && one.to <= to)) {
    lines.push(...plain.slice(at, hunk.from), ...hunk.lines);
    at = hunk.to;
  }
  return [...lines, ...plain.slice(at, to)];
}

/** The person's own form of each line, wherever one line of the library's text stands for it. */
function ownForms(plain: readonly string[], written: readonly Hunk[]): ReadonlyMap<string, string> {
  const forms = new Map<string, string>();
  for (const { from, to, lines } of written) {
    if (to - from === lines.length) for (const [index, line] of lines.entries()) forms.set(plain[from + index] ?? '', line);
    else if (to - from === 1) forms.set(plain[from] ?? '', lines.join('\n'));
  }
  return forms;
}

/** Where a text differs from another, in the lines of the first. */
function hunksOf(before: readonly string[], after: readonly string[]): readonly Hunk[] {
  const hunks: Hunk[] = [];
  let at = 0;
  let open: { readonly from: number; lines: readonly string[] } | undefined;
  const comparator = (one: string, other: string): boolean => withoutBlanks(one) === withoutBlanks(other);
  for (const { added, removed, value } of diffArrays([...before], [...after], { comparator })) {
    if (!added && !removed) {
      if (open) hunks.push({ from: open.from, to: at, lines: open.lines });
      open = undefined;
      // Lines that differ in blanks alone belong to each other.
      for (const line of value) {
        if (line !== before[at]) hunks.push({ from: at, to: at + 1, lines: [line] });
        at++;
      }
      continue;
    }
    open ??= { from: at, lines: [] };
    if (added) open.lines = value;
    else at += value.length;
  }
  return open ? [...hunks, { from: open.from, to: at, lines: open.lines }] : hunks;
}

function withoutBlanks(line: string): string {
  return line.replaceAll(/\s/g, '');
}

function linesOf(text: string): readonly string[] {
  return text.split('\n');
}
