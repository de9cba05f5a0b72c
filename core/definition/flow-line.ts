import { Document } from 'yaml';

/** How a node of YAML is written on one line, with spaces within braces. */
export const inOneLine = { lineWidth: 0, flowCollectionPadding: true } as const;

/** A value as YAML on one line, as it stands behind a dash. */
export function flowLine(value: unknown): string {
  const line = new Document();
  line.contents = line.createNode(value, { flow: true });
  const text = line.toString({ ...inOneLine, doubleQuotedAsJSON: true, blockQuote: false }).trimEnd();
  // JSON is YAML too, for what the library would rather break over lines.
  return text.includes('\n') ? JSON.stringify(value) : text;
}
