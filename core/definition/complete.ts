/** A part of a JSON Schema, as far as completion reads it. */
interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly allOf?: readonly Node[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly type?: string | readonly string[];
  readonly description?: string;
}

/** What may be written at a place of a definition. */
export interface Completion {
  readonly label: string;
  readonly detail: string;
  readonly isValue: boolean;
}

/** Where a word begins that is being written, and what it may become. */
export interface Completions {
  readonly from: number;
  readonly options: readonly Completion[];
}

/** A place in YAML: the names that lead to it (`[]` for an item of a list), what is known of its mapping, and what is being written. */
interface Place {
  readonly path: readonly string[];
  readonly siblings: ReadonlyMap<string, string>;
  /** The name whose value is being written; undefined where a name is. */
  readonly valueOf: string | undefined;
  readonly word: string;
}

/** Completes what stands before a place of a pipeline.yaml: names of options, and values where there is a closed list of them. */
export function complete(schema: unknown, yaml: string, offset: number): Completions {
  const before = yaml.slice(0, offset);
  const place = placeIn(before, yaml.slice(offset));
  const from = offset - place.word.length;
  // What the library makes of the schema of definitions has this shape.
  const owners = alternativesAt([schema as Node], place.path, place.siblings);
  const options = place.valueOf === undefined ? namesOf(owners, place.siblings) : valuesOf(owners, place.valueOf);
  return { from, options };
}

/** The alternatives of a schema at a path, of a union those that fit what is known. */
function alternativesAt(roots: readonly Node[], path: readonly string[], siblings: Place['siblings']): readonly Node[] {
  let nodes = roots.flatMap(expanded);
  for (const step of path) nodes = nodes.flatMap((node) => childrenOf(node, step)).flatMap(expanded);
  const fitting = nodes.filter((node) =>
    [...siblings].every(([name, value]) => {
      const wanted = node.properties?.[name]?.const;
      return wanted === undefined || wanted === value;
    }),
  );
  return fitting.length > 0 ? fitting : nodes;
}

function expanded(node: Node): readonly Node[] {
  const parts = [...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.allOf ?? [])];
  return parts.length === 0 ? [node] : parts.flatMap(expanded);
}

function childrenOf({ properties, additionalProperties, items }: Node, step: string): readonly Node[] {
  if (step === '[]') return items ? [items] : [];
  const own = properties?.[step];
  if (own) return [own];
  return typeof additionalProperties === 'object' ? [additionalProperties] : [];
}

function namesOf(owners: readonly Node[], siblings: Place['siblings']): readonly Completion[] {
  const found = new Map<string, Completion>();
  for (const { properties = {} } of owners)
    for (const [label, { description = '' }] of Object.entries(properties))
      if (!siblings.has(label) && !found.has(label)) found.set(label, { label, detail: description, isValue: false });
  return [...found.values()];
}

function valuesOf(owners: readonly Node[], name: string): readonly Completion[] {
  const values = owners
    .flatMap((owner) => childrenOf(owner, name))
    .flatMap(expanded)
    .flatMap(
      (node) => node.enum ?? (node.const === undefined ? [] : [node.const]).concat(node.type === 'boolean' ? [true, false] : []),
    );
  return [...new Set(values.map(String))].map((label) => ({ label, detail: '', isValue: true }));
}

/** Where the end of a text is, by indentation and braces: the text need not be YAML yet. */
function placeIn(before: string, after: string): Place {
  const lines = before.split('\n');
  const line = lines.at(-1) ?? '';
  const brace = openBrace(line);
  if (brace >= 0) {
    const inside = line.slice(brace + 1);
    const { name, path } = blockPlace(lines, line.slice(0, brace));
    return { path: name === undefined ? path : [...path, name], ...inFlow(inside, after) };
  }
  const { name, path, word } = blockPlace(lines, line);
  const isValue = name !== undefined;
  return { path, siblings: isValue ? new Map() : siblingsIn(lines, line, after), valueOf: name, word };
}

/** The last brace of a line that is not closed, or -1. */
function openBrace(line: string): number {
  const open: number[] = [];
  for (const [at, character] of [...line].entries()) {
    if (character === '{') open.push(at);
    if (character === '}') open.pop();
  }
  return open.at(-1) ?? -1;
}

/** What is being written within braces. */
function inFlow(inside: string, after: string): Omit<Place, 'path'> {
  const parts = inside.split(',');
  const written = parts.at(-1) ?? '';
  const rest = (after.split(/[}\n]/)[0] ?? '').split(',').slice(1);
  const siblings = new Map([...parts.slice(0, -1), ...rest].map(pairOf).filter((pair) => pair !== undefined));
  const [, named, value] = /^\s*([\w-]+):\s*(\S*)$/.exec(written) ?? [];
  return { siblings, valueOf: named, word: value ?? /[\w-]*$/.exec(written)?.[0] ?? '' };
}

/** The path of a line without braces, and the name on it whose value follows. */
function blockPlace(lines: readonly string[], line: string) {
  const [, indent = '', dashes = '', rest = ''] = /^(\s*)((?:- +)*)(.*)$/.exec(line) ?? [];
  const [, name, value = ''] = /^([\w-]+):(?:\s+(\S*))?$/.exec(rest) ?? [];
  const column = indent.length + dashes.length;
  const path = parentsOf(lines.slice(0, -1), dashes === '' ? column : indent.length, dashes !== '');
  return { name, path, word: name === undefined ? (/[\w-]*$/.exec(rest)?.[0] ?? '') : value };
}

/** The names above that lead to a line at a column; an item of a list stands in it. */
function parentsOf(above: readonly string[], column: number, isItem: boolean): readonly string[] {
  const path: string[] = isItem ? ['[]'] : [];
  let limit = isItem ? column + 1 : column;
  for (const line of above.toReversed()) {
    const [, indent = '', dashes = '', name] = /^(\s*)((?:- +)*)([\w-]+):/.exec(line) ?? [];
    if (name === undefined && !/^\s*- /.test(line)) continue;
    const own = (indent?.length ?? 0) + (dashes?.length ?? 0);
    if (dashes !== '' && own === limit && path[0] !== '[]') {
      // The first line of the item in which the place is.
      path.unshift('[]');
      limit = indent.length + 1;
    } else if (name !== undefined && dashes === '' && indent.length < limit) {
      path.unshift(name);
      limit = indent.length;
    } else if (name !== undefined && dashes !== '' && own < limit) {
      path.unshift('[]', name);
      limit = indent.length + 1;
    }
    if (limit === 0) break;
  }
  return path;
}

/** What else is written in the mapping of a line, above and below it. */
function siblingsIn(lines: readonly string[], line: string, after: string): ReadonlyMap<string, string> {
  const column = /^\s*(?:- +)*/.exec(line)?.[0].length ?? 0;
  const isOwn = (other: string): boolean => (/^\s*(?:- +)*/.exec(other)?.[0].length ?? 0) === column;
  const isDeeper = (other: string): boolean => other.trim() === '' || (/^\s*/.exec(other)?.[0].length ?? 0) > column;
  const siblings: string[] = [];
  const collect = (others: readonly string[], isUp: boolean): void => {
    for (const other of others) {
      if (isDeeper(other)) continue;
      if (!isOwn(other) || (!isUp && other.trimStart().startsWith('- '))) return;
      siblings.push(other);
      if (isUp && other.trimStart().startsWith('- ')) return;
    }
  };
  if (!line.trimStart().startsWith('- ')) collect(lines.slice(0, -1).toReversed(), true);
  collect(after.split('\n').slice(1), false);
  return new Map(siblings.map((text) => pairOf(text.replace(/^\s*(?:- +)*/, ''))).filter((pair) => pair !== undefined));
}

function pairOf(text: string): readonly [string, string] | undefined {
  const [, name, value] = /^\s*([\w-]+):\s*(.*?)\s*$/.exec(text) ?? [];
  return name === undefined ? undefined : [name, value ?? ''];
}
