/** Takes what is pushed, one after the other, to whoever iterates over it; what nobody has taken yet waits. */
export interface Channel<Item> extends AsyncIterable<Item> {
  readonly push: (item: Item) => void;
  /** Ends the iteration after what was pushed before; with an error, by throwing it. */
  readonly end: (error?: unknown) => void;
}

/** Makes an empty channel for one reader. */
export function createChannel<Item>(): Channel<Item> {
  const waiting: Item[] = [];
  let wake = (): void => {};
  let ended: { readonly error: unknown } | undefined;
  return {
    push: (item) => {
      waiting.push(item);
      wake();
    },
    end: (error) => {
      ended ??= { error };
      wake();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const [item] = waiting.splice(0, 1);
        if (item !== undefined) yield item;
        else if (!ended) await new Promise<void>((resolve) => (wake = resolve));
        else if (ended.error === undefined) return;
        else throw ended.error;
      }
    },
  };
}
