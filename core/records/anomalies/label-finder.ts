import type { LabelledAnomaly } from '#core/store/anomaly-labels.ts';

type Label = LabelledAnomaly['label'];

/** Finds which records, of those that go by, have labels. */
export interface LabelFinder {
  /** A record with all its stored cells; `numberIn` gives its number in a column as a label keeps it. */
  readonly see: (row: number, cells: readonly unknown[], numberIn: (column: string) => string) => void;
  /** What somebody said of a value, or of its record as a whole; for a record (no column), of it or any of its values. */
  readonly labelOf: (row: number, column: string) => Label | undefined;
}

/** What names a record in every run: the values of its key, or all of them where it has none. */
export function recordNames(
  key: readonly number[],
  cells: readonly unknown[],
): { readonly key: string | undefined; readonly content: () => string } {
  const own = key.map((place) => cells[place]);
  return { key: own.length === 0 || own.includes(null) ? undefined : JSON.stringify(own), content: () => JSON.stringify(cells) };
}

/** A finder of these labels, which hold as long as what they are about has not changed. A key that several records share names none of them. */
export function createLabelFinder(labels: readonly LabelledAnomaly[], key: readonly number[]): LabelFinder {
  const byName = Map.groupBy(labels, ({ recordKey }) => recordKey);
  const isByKey = ({ recordKey }: LabelledAnomaly): boolean => (JSON.parse(recordKey) as unknown[]).length === key.length;
  const haveContent = labels.some((label) => !isByKey(label));
  const byKeyOf = new Map<number, Map<string, Label>>();
  const byContentOf = new Map<number, Map<string, Label>>();
  /** The row that bears each labelled key; undefined once there are several. */
  const bearers = new Map<string, number | undefined>();

  const holding = (own: readonly LabelledAnomaly[], content: string, numberIn: (column: string) => string): Map<string, Label> =>
    new Map(
      own
        .filter(({ column, value }) => value === (column === '' ? content : numberIn(column)))
        .map(({ column, label }) => [column, label]),
    );
  return {
    see: (row, cells, numberIn) => {
      if (byName.size === 0) return;
      const names = recordNames(key, cells);
      const byKey = names.key === undefined ? undefined : byName.get(names.key);
      if (names.key !== undefined && byKey) {
        const isFirst = !bearers.has(names.key);
        const bearer = bearers.get(names.key);
        if (isFirst) byKeyOf.set(row, holding(byKey, names.content(), numberIn));
        else if (bearer !== undefined) byKeyOf.delete(bearer);
        bearers.set(names.key, isFirst ? row : undefined);
      }
      const content = haveContent ? names.content() : '';
      const byContent = haveContent ? byName.get(content) : undefined;
      if (byContent) byContentOf.set(row, holding(byContent, content, numberIn));
    },
    labelOf: (row, column) => {
      if (!byKeyOf.has(row) && !byContentOf.has(row)) return undefined;
      const own = new Map([...(byKeyOf.get(row) ?? []), ...(byContentOf.get(row) ?? [])]);
      return own.get(column) ?? (column === '' ? [...own.values()][0] : own.get(''));
    },
  };
}
