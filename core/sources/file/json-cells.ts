import { readFlatObject } from './flat-json.ts';

/** The cells of a JSON object by key: strings as they are, numbers exactly as written, null empty, nested values as JSON. */
export type JsonCells = ReadonlyMap<string, string>;

/** Reads one JSON value as a record; undefined where it is no JSON or no object or array of values. */
export function readJsonRecord(text: string): JsonCells | undefined {
  return readFlatObject(text) ?? parseRecord(text);
}

/** The same by a parser of JSON, for whatever an object may hold. */
export function parseRecord(text: string): JsonCells | undefined {
  try {
    const value: unknown = JSON.parse(text, keepNumbers);
    if (typeof value !== 'object' || value === null || value instanceof NumberText) return undefined;
    const entries = Array.isArray(value)
      ? value.map((cell, index) => [`column_${index + 1}`, cell] as const)
      : Object.entries(value);
    return new Map(entries.map(([key, cell]) => [key, cellText(cell)]));
  } catch {
    return undefined;
  }
}

/** The first key that an object has twice, of which a parser of JSON keeps the last value alone; undefined where there is none. */
export function repeatedKey(text: string, keys: number): string | undefined {
  // Hardly ever: what looks like keys is counted first.
  if (!text.trimStart().startsWith('{') || (text.match(/"\s*:/g)?.length ?? 0) <= keys) return undefined;
  const seen = new Set<string>();
  let depth = 0;
  let isKey = false;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],]/g)) {
    if (token === '{' || token === '[') isKey = ++depth === 1;
    else if (token === '}' || token === ']') depth--;
    else if (token === ',') isKey = depth === 1;
    else if (isKey) {
      const key = String(JSON.parse(token));
      if (seen.has(key)) return key;
      seen.add(key);
      isKey = false;
    }
  }
  return undefined;
}

/** A number as it was written: `1.10` must not become 1.1, nor a 20-digit id lose its end. */
class NumberText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  toJSON(): unknown {
    return 'rawJSON' in JSON && typeof JSON.rawJSON === 'function' ? JSON.rawJSON(this.text) : Number(this.text);
  }
}

/** The third argument, with the text of a number, is newer than the types of TypeScript. */
function keepNumbers(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' ? new NumberText(context?.source ?? String(value)) : value;
}

function cellText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  if (value instanceof NumberText) return value.text;
  return JSON.stringify(value);
}
