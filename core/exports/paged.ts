/** Rows page by page; the first value of each is what the next page begins behind. */
export function* paged(next: (after: number) => readonly (readonly unknown[])[]): Generator<readonly unknown[]> {
  for (let after = 0; ; ) {
    const rows = next(after);
    if (rows.length === 0) return;
    yield* rows;
    after = Number(rows.at(-1)?.[0]);
  }
}
