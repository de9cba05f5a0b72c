import type { ReferenceCandidate } from '#core/quality/infer/propose-references.ts';
import { createIsEmpty } from '#core/quality/values/null-words.ts';
import type { DialectWishes } from '#core/sources/file/dialect-wishes.ts';
import { openSource } from '#core/sources/sources.ts';

/** A file to look for values in. */
export interface MatchedFile {
  readonly dataset: string;
  readonly path: string;
  readonly wishes: DialectWishes;
  readonly nullWords: readonly string[];
}

/** How well the values of a column are found in the key of another dataset. */
export interface ReferenceMatch extends ReferenceCandidate {
  /** Records with a value, those of them whose value is found, and those found if case, spaces and leading zeros did not count. */
  readonly filled: number;
  readonly matched: number;
  readonly alike: number;
  /** Values that are not found, a few of them. */
  readonly unmatched: readonly string[];
}

/** Keys that are remembered of one dataset; beyond them nothing is said. */
const mostKeys = 2_000_000;
/** Records whose references are looked up. */
const mostRecords = 200_000;
const mostExamples = 5;

/** Looks up the values of candidates in the keys that they may refer to, each file read once or twice. */
export async function matchReferences(
  files: readonly MatchedFile[],
  candidates: readonly ReferenceCandidate[],
): Promise<readonly ReferenceMatch[]> {
  const keys = new Map<string, Keys>();
  for (const { parent, parentPlace } of candidates) {
    const file = files.find(({ dataset }) => dataset === parent);
    if (file && !keys.has(parent)) keys.set(parent, await keysOf(file, parentPlace));
  }
  const found: ReferenceMatch[] = [];
  for (const file of files) {
    const own = candidates.filter(({ dataset }) => dataset === file.dataset);
    if (own.length > 0) found.push(...(await lookUp(file, own, keys)));
  }
  return found;
}

interface Keys {
  readonly exact: ReadonlySet<string>;
  readonly alike: ReadonlySet<string>;
  readonly isWhole: boolean;
}

async function keysOf(file: MatchedFile, place: number): Promise<Keys> {
  const exact = new Set<string>();
  const alike = new Set<string>();
  let isWhole = true;
  await eachRecord(file, (cells) => {
    const text = (cells[place] ?? '').trim();
    exact.add(text);
    alike.add(likeness(text));
    isWhole = exact.size < mostKeys;
    return isWhole;
  });
  return { exact, alike, isWhole };
}

async function lookUp(
  file: MatchedFile,
  candidates: readonly ReferenceCandidate[],
  keys: ReadonlyMap<string, Keys>,
): Promise<readonly ReferenceMatch[]> {
  const isEmpty = createIsEmpty(file.nullWords);
  const counts = candidates.map(() => ({ filled: 0, matched: 0, alike: 0, unmatched: new Set<string>() }));
  let records = 0;
  await eachRecord(file, (cells) => {
    for (const [index, { place, parent }] of candidates.entries()) {
      const text = (cells[place] ?? '').trim();
      const [count, known] = [counts[index], keys.get(parent)];
      if (!count || !known || isEmpty(text)) continue;
      count.filled++;
      if (known.exact.has(text)) count.matched++;
      else if (count.unmatched.size < mostExamples) count.unmatched.add(text);
      if (known.alike.has(likeness(text))) count.alike++;
    }
    return ++records < mostRecords;
  });
  return candidates.flatMap((candidate, index): readonly ReferenceMatch[] => {
    const count = counts[index];
    // Of more keys than are remembered nobody knows what is not among them.
    if (!count || !keys.get(candidate.parent)?.isWhole) return [];
    return [{ ...candidate, ...count, unmatched: [...count.unmatched] }];
  });
}

/** Calls a function with the cells of each sound record until it says that it has seen enough. */
async function eachRecord({ path, wishes }: MatchedFile, see: (cells: readonly string[]) => boolean): Promise<void> {
  const { file, records } = await openSource(path, wishes);
  try {
    for await (const chunk of records.chunks())
      for (const record of chunk.records) {
        if (record.blankLines > 0 || record.problem) continue;
        if (!see(record.cells)) return;
      }
  } finally {
    file.close();
  }
}

/** A text without what makes no other thing of it: capital letters, spaces, leading zeros. */
function likeness(text: string): string {
  return text
    .toLowerCase()
    .replace(/\s+/g, '')
    .replace(/^0+(?=.)/, '');
}
