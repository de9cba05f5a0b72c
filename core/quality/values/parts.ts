/** The part of a text at a place, from 1, where a separator divides it; null where there are fewer parts. Spaces around it go. */
export function partOf(text: string, separator: string, place: number): string | null {
  const parts = separator === '' ? [text] : text.split(separator);
  return parts[place - 1]?.trim() ?? null;
}

/** Texts with a separator between them; empty ones are left out. */
export function joined(separator: string, ...texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join(separator);
}
