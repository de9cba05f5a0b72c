import { z } from 'zod';

/** The cells of a JSON object by key: strings as they are, numbers exactly as written, null empty, nested values as JSON. */
export type JsonCells = ReadonlyMap<string, string>;

const sourced = z.object({ source: z.string().optional() });

/** Reads one JSON value as a record; undefined where it is no JSON or no object or array of values. */
export function readJsonRecord(text: string): JsonCells | undefined {
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

function keepNumbers(_key: string, value: unknown, context?: unknown): unknown {
  return typeof value === 'number' ? new NumberText(sourced.safeParse(context).data?.source ?? String(value)) : value;
}

function cellText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  if (value instanceof NumberText) return value.text;
  return JSON.stringify(value);
}
