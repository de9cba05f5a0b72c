import { z } from 'zod';
import { Failure } from './failure.ts';

/** One decision as a line of text that git can compare and merge. */
export const decisionLine = z.strictObject({
  dataset: z.string(),
  record: z.string().describe('What identifies the record in every run: a hash of its key, or of its cells where it has no key.'),
  key: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).describe('The key, for people.'),
  kind: z.enum(['fixed', 'waived', 'rejected', 'escalated', 'mapping']),
  column: z
    .string()
    .nullable()
    .describe('Of a fix or a mapping: the column. A decision about several cells has a line for each.'),
  from: z.string().nullable().describe('The text that was there.'),
  to: z.string().nullable(),
  content: z.string().describe('A hash of what the file said of the record; empty for a mapping.'),
  reason: z.string().nullable(),
  expiresOn: z.string().optional(),
  rules: z.array(z.string()).optional(),
  author: z.string(),
  decidedAt: z.string(),
});

export type DecisionLine = z.infer<typeof decisionLine>;

/** What two people decided differently about one record, or one text of a column. */
export interface DecisionConflict {
  readonly ours: readonly DecisionLine[];
  readonly theirs: readonly DecisionLine[];
}

/** The lines of a text, one JSON object each. Throws a Failure (BAD_INPUT) with the line that is wrong. */
export function readLines(text: string): readonly DecisionLine[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const read = decisionLine.safeParse(parsed(line));
    if (read.success) return [read.data];
    const [issue] = read.error.issues;
    throw new Failure(
      'BAD_INPUT',
      `line ${index + 1} is no decision: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trimEnd(),
    );
  });
}

/** Lines as text, sorted by what they are about, so that the same decisions are the same text. */
export function writeLines(lines: readonly DecisionLine[]): string {
  const sorted = lines
    .map((line) => [subjectOf(line), inOrder(line)] as const)
    .toSorted(([a, one], [b, other]) => compare(a, b) || compare(one, other));
  return sorted.map(([, text]) => `${text}\n`).join('');
}

/**
 * What two people decided, together: what one of them decided, or both in the same way. What they decided differently about a record is left to
 * a person. The order of the two does not matter.
 */
export function mergeLines(
  ours: readonly DecisionLine[],
  theirs: readonly DecisionLine[],
): { readonly merged: readonly DecisionLine[]; readonly conflicts: readonly DecisionConflict[] } {
  const [own, other] = [byThing(ours), byThing(theirs)];
  const merged: DecisionLine[] = [];
  const conflicts: DecisionConflict[] = [];
  for (const thing of new Set([...own.keys(), ...other.keys()])) {
    const [one, two] = [own.get(thing) ?? [], other.get(thing) ?? []];
    if (areAtOdds(one, two)) conflicts.push({ ours: one, theirs: two });
    else merged.push(...together(one, two));
  }
  return { merged, conflicts };
}

/** Whether two say different things of one cell, or one rejects a record that the other lets pass. */
function areAtOdds(one: readonly DecisionLine[], two: readonly DecisionLine[]): boolean {
  if (one.length === 0 || two.length === 0) return false;
  const rejects = (lines: readonly DecisionLine[]): boolean => lines.some(({ kind }) => kind === 'rejected');
  const said = new Map(one.map((line) => [subjectOf(line), whatIsSaid(line)]));
  return (
    rejects(one) !== rejects(two) || two.some((line) => (said.get(subjectOf(line)) ?? whatIsSaid(line)) !== whatIsSaid(line))
  );
}

/** Lines that do not contradict each other; of two alike the one that was said first. */
function together(one: readonly DecisionLine[], two: readonly DecisionLine[]): readonly DecisionLine[] {
  const first = new Map<string, DecisionLine>();
  for (const line of [...one, ...two].toSorted((a, b) => compare(firstSaid(a), firstSaid(b))))
    if (!first.has(subjectOf(line))) first.set(subjectOf(line), line);
  return [...first.values()];
}

/** What a line is about: a cell of a record that is rewritten, the record as a whole, or a text of a column. */
function subjectOf({ dataset, record, kind, column, from }: DecisionLine): string {
  if (kind === 'mapping') return JSON.stringify([dataset, 'mapping', column, from]);
  return JSON.stringify([dataset, record, kind === 'fixed' ? column : '']);
}

/** What a line says, apart from who said it and when. */
function whatIsSaid({ author: _, decidedAt: __, key: ___, ...line }: DecisionLine): string {
  return inOrder(line);
}

function firstSaid(line: DecisionLine): string {
  return `${line.decidedAt} ${inOrder(line)}`;
}

/** Lines by the record that they are about, or the text of a column. */
export function byThing(lines: readonly DecisionLine[]): ReadonlyMap<string, readonly DecisionLine[]> {
  return Map.groupBy(lines, (line) => (line.kind === 'mapping' ? subjectOf(line) : JSON.stringify([line.dataset, line.record])));
}

function inOrder(line: object): string {
  return JSON.stringify(Object.fromEntries(Object.entries(line).toSorted(([a], [b]) => compare(a, b))));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
