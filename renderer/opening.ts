import { create } from 'zustand';
import { keptValue } from './kept.ts';
import type { OpenPart } from './screens/preview-table.tsx';
import type { Held } from './screens/suggested-rules.tsx';

/** What a person said about a file before its first run. */
export interface Answers {
  readonly wishes: OpenPart['wishes'];
  /** The definition as the person changed it; undefined where it is the proposed one. */
  readonly yaml: string | undefined;
  /** Suggestions that were ticked, by dataset and id; undefined where nobody has looked at them. */
  readonly held?: Held | undefined;
}

const kept = keptValue<Readonly<Record<string, Answers>>>('opening', {}, 'tab');
const nothing: Answers = { wishes: { types: {}, nullWords: [] }, yaml: undefined };

/** Answers by the path of the file: they survive leaving the page and a reload. */
const useAnswers = create<Readonly<Record<string, Answers>>>(kept.get);
useAnswers.subscribe(kept.set);

/** What was said about a file, and a function that changes it. */
export function useOpening(path: string): readonly [Answers, (change: Partial<Answers>) => void] {
  const answers = useAnswers((all) => all[path] ?? nothing);
  return [answers, (change) => useAnswers.setState((all) => ({ [path]: { ...(all[path] ?? nothing), ...change } }))];
}

/** What was said about some files, in their order. */
export function useAnswersOf(paths: readonly string[]): readonly Answers[] {
  const all = useAnswers();
  return paths.map((path) => all[path] ?? nothing);
}
