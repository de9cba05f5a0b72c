/** Whole cents as an amount with two places. */
export function toMoney(cents: number): string {
  const digits = String(Math.abs(cents)).padStart(3, '0');
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** The cents of an amount as it is written; undefined for what is no amount. */
export function toCents(text: string): number | undefined {
  return /^-?\d+\.\d\d$/.test(text) ? Number(text.replace('.', '')) : undefined;
}
