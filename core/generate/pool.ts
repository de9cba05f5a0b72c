import type { Random } from './random.ts';

/** Sound rows seen lately, of which a duplicate can be made; each is used once, so that duplicates come in pairs. */
export interface Pool<Item> {
  readonly add: (item: Item) => void;
  readonly take: () => Item | undefined;
  readonly isEmpty: () => boolean;
}

/** Makes a pool that remembers the last `size` items. */
export function createPool<Item>(random: Random, size = 1000): Pool<Item> {
  const items: Item[] = [];
  return {
    isEmpty: () => items.length === 0,
    add: (item) => {
      if (items.length < size) items.push(item);
      else items[random.integer(0, size - 1)] = item;
    },
    take: () => {
      const index = random.integer(0, items.length - 1);
      const item = items[index];
      const last = items.pop();
      if (last !== undefined && index < items.length) items[index] = last;
      return item;
    },
  };
}
