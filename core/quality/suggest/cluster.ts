import { digitsOf, pairKey, plainText, soundKey, wordKey } from '../values/text-keys.ts';
import type { KnownText } from './nearest.ts';
import { editDistance, mayBeMisread } from './similar.ts';

/** How texts are found to be the same, from strict to lax. */
export const clusterMethods = ['words', 'pairs', 'sound', 'letters'] as const;
export type ClusterMethod = (typeof clusterMethods)[number];

/** Texts that may mean the same, the most frequent first. */
export interface Cluster {
  readonly members: readonly KnownText[];
}

/** Length of the beginning that texts must share before their letters are compared, as OpenRefine blocks them. */
const blockLength = 3;

/**
 * Groups texts that are likely the same: by the words they hold, their pairs of letters, their sound, or at most `distance` differing
 * letters; never where their digits say otherwise. Groups of one are left out; the largest come first.
 */
export function clusterTexts(texts: readonly KnownText[], method: ClusterMethod, distance = 2): readonly Cluster[] {
  const groups = method === 'letters' ? byLetters(texts, distance) : byKey(texts, keyOf[method]);
  return groups
    .filter((group) => group.length > 1)
    .map((group) => ({ members: [...group].sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1)) }))
    .sort((a, b) => total(b) - total(a));
}

const keyOf: Readonly<Record<Exclude<ClusterMethod, 'letters'>, (text: string) => string>> = {
  words: wordKey,
  pairs: pairKey,
  sound: soundKey,
};

function byKey(texts: readonly KnownText[], key: (text: string) => string): readonly (readonly KnownText[])[] {
  const groups = new Map<string, KnownText[]>();
  for (const one of texts) {
    const spelling = key(one.text);
    if (spelling === '') continue;
    // The same digits in another order are another number, another date.
    const name = `${spelling} ${digitsOf(one.text)}`;
    const group = groups.get(name) ?? [];
    groups.set(name, group);
    group.push(one);
  }
  return [...groups.values()];
}

/** Each text joins the most frequent one that is near enough. */
function byLetters(texts: readonly KnownText[], distance: number): readonly (readonly KnownText[])[] {
  const centres: { readonly plain: string; readonly group: KnownText[] }[] = [];
  const blocks = new Map<string, typeof centres>();
  for (const one of [...texts].sort((a, b) => b.count - a.count)) {
    const plain = plainText(one.text);
    if (plain === '') continue;
    // One wrong letter may stand at the beginning or the end, not at both.
    const names = [`< ${plain.slice(0, blockLength)}`, `> ${plain.slice(-blockLength)}`];
    const near = names
      .flatMap((name) => blocks.get(name) ?? [])
      .find((centre) => {
        if (centre.plain === plain) return true;
        return (
          (mayBeMisread(plain, centre.plain) || mayBeMisread(centre.plain, plain)) &&
          editDistance(centre.plain, plain, distance) <= distance &&
          distance < Math.max(plain.length, centre.plain.length) / 2
        );
      });
    if (near) {
      near.group.push(one);
      continue;
    }
    const centre = { plain, group: [one] };
    centres.push(centre);
    for (const name of names) {
      const block = blocks.get(name) ?? [];
      blocks.set(name, block);
      block.push(centre);
    }
  }
  return centres.map(({ group }) => group);
}

function total({ members }: Cluster): number {
  return members.reduce((sum, { count }) => sum + count, 0);
}
