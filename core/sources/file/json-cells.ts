import { readFlatObject } from './flat-json.ts';

/**
 * The cells of a JSON object by key: strings as they are, numbers exactly as written, null empty, lists as JSON. The values of an object within
 * it have its key before theirs: `customer.name`.
 */
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
    if (Array.isArray(value)) return new Map(value.map((cell, index) => [`column_${index + 1}`, cellText(cell)]));
    const cells = new Map<string, string>();
    addCells(cells, '', value, 1);
    return cells;
  } catch {
    return undefined;
  }
}

/** Objects within objects whose values become cells of their own; a deeper one is one cell. */
const deepest = 8;

function addCells(cells: Map<string, string>, before: string, object: object, depth: number): void {
  for (const [key, value] of Object.entries(object)) {
    if (isObject(value) && depth < deepest && Object.keys(value).length > 0)
      addCells(cells, `${before}${key}.`, value, depth + 1);
    else cells.set(before + key, cellText(value));
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NumberText);
}

/** An object or list that is being scanned. */
interface Open {
  /** The keys of an object so far. */
  readonly keys: Set<string> | undefined;
  /** What stands before its keys in the names of cells; undefined within a list or too deep, where there are none. */
  readonly before: string | undefined;
  /** The cell that it is itself, as long as it has no keys. */
  readonly cell: string | undefined;
}

/**
 * The first key that an object has twice, of which a parser of JSON keeps the last value alone, or that names the same cell as another one
 * (`{"a.b": 1, "a": {"b": 2}}`); undefined where there is none.
 */
export function repeatedKey(text: string): string | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  const cells = new Set<string>();
  const open: Open[] = [];
  let isKey = false;
  // The cell whose value comes next.
  let cell: string | undefined;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],]|[^\s"{}[\],:]+/g)) {
    const inner = open.at(-1);
    if (token === '{') {
      const before = open.length === 0 ? '' : cell !== undefined && open.length < deepest ? `${cell}.` : undefined;
      open.push({ keys: new Set(), before, cell });
      isKey = true;
      cell = undefined;
    } else if (token === ',') isKey = inner?.keys !== undefined;
    else if (isKey && inner?.keys && token !== '}') {
      isKey = false;
      const key = String(JSON.parse(token));
      if (inner.keys.has(key)) return (inner.before ?? '') + key;
      inner.keys.add(key);
      cell = inner.before === undefined ? undefined : inner.before + key;
    } else {
      // A value has been read: of a plain cell, of a list that begins, or of an object that is a cell itself.
      const isWhole = token !== ']' && token !== '}';
      const done = isWhole
        ? cell
        : token === '}' && inner && (inner.keys?.size === 0 || inner.before === undefined)
          ? inner.cell
          : undefined;
      if (done !== undefined && cells.has(done)) return done;
      if (done !== undefined) cells.add(done);
      cell = undefined;
      if (token === '[') open.push({ keys: undefined, before: undefined, cell: undefined });
      else if (!isWhole) open.pop();
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
