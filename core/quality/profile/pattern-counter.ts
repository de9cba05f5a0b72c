import { condensed, patternOf } from './text-pattern.ts';
import { detached } from './value-counter.ts';

interface Seen {
  count: number;
  readonly example: string;
}

/** Counts how texts are built. */
export interface PatternCounter {
  readonly see: (text: string, times: number) => void;
  readonly patterns: () => readonly { readonly pattern: string; readonly count: number; readonly example: string }[];
}

const mostPatterns = 1000;
const mostShown = 10;
/** The share of the texts that the patterns shown must cover; otherwise numbers of letters and digits are left out of them. */
const enough = 0.8;
const others = 'others';

/** Makes a counter of patterns. With too many of them it leaves out how many letters and digits follow each other. */
export function createPatternCounter(): PatternCounter {
  let isCondensed = false;
  let seen = new Map<string, Seen>();
  const condense = (): void => {
    isCondensed = true;
    const fewer = new Map<string, Seen>();
    for (const [pattern, { count, example }] of seen) add(fewer, condensed(pattern), count, example);
    seen = fewer;
  };
  return {
    see: (text, times) => {
      const pattern = isCondensed ? condensed(patternOf(text)) : patternOf(text);
      add(seen, seen.has(pattern) || seen.size < mostPatterns ? pattern : others, times, text);
      if (seen.size >= mostPatterns && !isCondensed) condense();
    },
    patterns: () => {
      const total = [...seen.values()].reduce((sum, { count }) => sum + count, 0);
      if (!isCondensed && shown(seen).reduce((sum, { count }) => sum + count, 0) < total * enough) condense();
      return shown(seen);
    },
  };
}

function shown(seen: ReadonlyMap<string, Seen>): ReturnType<PatternCounter['patterns']> {
  return [...seen]
    .map(([pattern, { count, example }]) => ({ pattern, count, example }))
    .sort((a, b) => b.count - a.count || (a.pattern < b.pattern ? -1 : 1))
    .slice(0, mostShown);
}

function add(seen: Map<string, Seen>, pattern: string, times: number, example: string): void {
  const known = seen.get(pattern);
  if (known) known.count += times;
  else seen.set(pattern, { count: times, example: detached(example) });
}
