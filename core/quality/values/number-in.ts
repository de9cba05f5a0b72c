/** The number that a text is; undefined where it is none. */
export function numberIn(text: string): number | undefined {
  return /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(text) ? Number(text) : undefined;
}
