/** A text from data as it may stand in a line of a terminal: characters that move the cursor, or that nobody sees, become dots. */
export function plainLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, '·');
}
