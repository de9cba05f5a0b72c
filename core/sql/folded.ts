/** A text in which capital and small letters are the same, whatever the alphabet. */
export function folded(text: string): string {
  // The small sigma has another form at the end of a word.
  return text.toLowerCase().replaceAll('ς', 'σ');
}
