import { diffArrays } from 'diff';
import { type Document, parseDocument } from 'yaml';
import { inOneLine } from './flow-line.ts';

/** The text of a pipeline.yaml with its document edited: lines that the edit does not concern stay as they were written. */
export function editedText(yaml: string, document: Document): string {
  const edited = document.toString(inOneLine);
  const plain = parsed(yaml).toString(inOneLine);
  if (plain === yaml) return edited;
  const own = yaml.replaceAll('\r\n', '\n');
  const merged = withOwnLines(linesOf(own), linesOf(plain), linesOf(edited)).join('\n');
  // A line of a text may look like one of the definition: the edit must mean the same.
  const text = meaningOf(merged) === meaningOf(edited) ? merged : edited;
  return own === yaml ? text : text.replaceAll('\n', '\r\n');
}

function meaningOf(yaml: string): string {
  return JSON.stringify(parsed(yaml).toJSON());
}

function parsed(yaml: string): Document {
  return parseDocument(yaml, { version: '1.2', uniqueKeys: false });
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

/** How the person wrote a line of the library, where that can be told of the line alone. */
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
