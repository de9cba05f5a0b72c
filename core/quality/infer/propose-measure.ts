/** A column of decimal numbers as a file has it. */
interface Candidate {
  readonly name: string;
  readonly scale: number | undefined;
}

/** The column of money that most likely says what a record is worth, by its name; undefined where none is called so. */
export function proposeMeasure(columns: readonly Candidate[]): string | undefined {
  const money = columns.filter(({ scale }) => (scale ?? 0) > 0).map(({ name }) => name);
  return (
    money.find((name) => /revenue|turnover|total|sales|amount/i.test(name)) ??
    money.find((name) => /value|price|cost/i.test(name))
  );
}
