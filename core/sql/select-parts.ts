import { type SqlToken, sqlTokens } from './sql-tokens.ts';

/** The clauses of one plain select, each as it is written. */
export interface SelectParts {
  /** `with …` before it; empty where there is none. */
  readonly prefix: string;
  readonly items: readonly SelectItem[];
  readonly from: string;
  /** The first table, and the name by which the query knows it. */
  readonly table: string;
  readonly alias: string;
  readonly where: string;
  readonly groupBy: readonly string[];
  readonly isGrouped: boolean;
  /** Whether other tables are joined to the first. */
  readonly isJoined: boolean;
}

/** A column of a select: its expression, and its alias where it has one. */
export interface SelectItem {
  readonly expression: string;
  readonly alias: string | undefined;
}

/** Keywords that begin a clause, in the order in which clauses follow each other. */
const clauses = ['from', 'where', 'group', 'having', 'window', 'order', 'limit'] as const;
const compound = new Set(['union', 'intersect', 'except']);
/** Functions that make one row of many. */
const aggregates = new Set([
  ...['sum', 'total', 'count', 'avg', 'min', 'max', 'median', 'percentile', 'group_concat', 'string_agg'],
  ...['json_group_array', 'json_group_object', 'jsonb_group_array', 'jsonb_group_object'],
]);

/**
 * Divides a query into its clauses. Undefined where it is not one plain select over a named table: a union, a distinct, a window function, a
 * subquery in its columns or its from, a right or full join, or columns that are not named one by one.
 */
export function selectParts(text: string): SelectParts | undefined {
  const tokens = sqlTokens(text);
  const top = topLevel(tokens);
  const start = top.find(({ word }) => word === 'select')?.at;
  if (start === undefined || top.some(({ word }) => compound.has(word) || word === 'distinct')) return undefined;
  if (tokens.some(({ kind, text: word }) => kind === 'word' && word.toLowerCase() === 'over')) return undefined;
  const places = clauses.map((clause) => top.find(({ word, at }) => word === clause && at > start)?.at ?? -1);
  const between = (from: number, to: number): string =>
    tokens
      .slice(from, to)
      .map((token) => token.text)
      .join('')
      .trim();
  const clause = (name: (typeof clauses)[number], skipped = 1): string => {
    const index = clauses.indexOf(name);
    const from = places[index] ?? -1;
    if (from < 0) return '';
    const next = places.slice(index + 1).find((place) => place >= 0) ?? tokens.length;
    return between(from + skipped, next);
  };
  const from = clause('from');
  const source = firstTable(from);
  const firstClause = places.find((place) => place >= 0) ?? tokens.length;
  const items = divided(between(start + 1, firstClause)).map(itemOf);
  const isInner = items.some(({ expression }) => wordsOf(expression).includes('select'));
  if (!source || isInner || items.some(({ expression }) => expression.endsWith('*'))) return undefined;
  const joins = wordsOf(from);
  // Rows of the first table that are not there have no number, and a table of the query itself is none of the pipeline.
  if (joins.includes('right') || joins.includes('full') || namesOfPrefix(between(0, start)).includes(source.table.toLowerCase()))
    return undefined;
  const groupBy = divided(clause('group').replace(/^\s*by\b/i, ''));
  return {
    ...{ prefix: between(0, start), items, from, ...source, where: clause('where'), groupBy },
    isGrouped: groupBy.length > 0 || items.some(({ expression }) => isAggregate(expression)),
    isJoined: joins.includes('join') || divided(from).length > 1,
  };
}

interface PlacedWord {
  readonly word: string;
  readonly at: number;
}

/** The words outside of all parentheses. */
function topLevel(tokens: readonly SqlToken[]): readonly PlacedWord[] {
  const words: PlacedWord[] = [];
  let depth = 0;
  for (const [at, { kind, text }] of tokens.entries()) {
    if (text === '(') depth++;
    else if (text === ')') depth--;
    else if (depth === 0 && kind === 'word') words.push({ word: text.toLowerCase(), at });
  }
  return words;
}

/** The parts of a list that commas outside of parentheses divide. */
function divided(text: string): readonly string[] {
  const parts: string[] = [];
  let part = '';
  let depth = 0;
  for (const token of sqlTokens(text)) {
    if (token.text === ',' && depth === 0) {
      parts.push(part.trim());
      part = '';
      continue;
    }
    if (token.text === '(') depth++;
    if (token.text === ')') depth--;
    part += token.text;
  }
  return part.trim() === '' ? parts : [...parts, part.trim()];
}

function itemOf(text: string): SelectItem {
  const tokens = sqlTokens(text).filter(({ kind }) => kind !== 'blank');
  const last = tokens.at(-1);
  const isNamed =
    tokens.length > 2 && tokens.at(-2)?.text.toLowerCase() === 'as' && (last?.kind === 'word' || last?.kind === 'name');
  if (!isNamed || !last) return { expression: text, alias: undefined };
  return { expression: text.slice(0, text.length - last.text.length).replace(/\s*\bas\s*$/i, ''), alias: plainName(last) };
}

function plainName({ kind, text }: SqlToken): string {
  return kind === 'name' ? text.slice(1, -1) : text;
}

/** The table that a from begins with; undefined for a subquery, and for tables in a row that are not joined. */
function firstTable(from: string): Pick<SelectParts, 'table' | 'alias'> | undefined {
  const tokens = sqlTokens(from).filter(({ kind }) => kind !== 'blank');
  const [first, second, third] = tokens;
  if (!first || (first.kind !== 'word' && first.kind !== 'name') || second?.text === '.' || second?.text === '(')
    return undefined;
  const isJoin = (token: SqlToken | undefined): boolean =>
    token === undefined ||
    token.text === ',' ||
    ['join', 'left', 'inner', 'cross', 'natural', 'right', 'full', 'on'].includes(token.text.toLowerCase());
  const named = second?.text.toLowerCase() === 'as' ? third : second;
  const table = plainName(first);
  return { table, alias: named && !isJoin(named) ? plainName(named) : table };
}

/** The words of a piece of SQL, in small letters. */
function wordsOf(text: string): readonly string[] {
  return sqlTokens(text).flatMap(({ kind, text: word }) => (kind === 'word' ? [word.toLowerCase()] : []));
}

/** The tables that a `with` names. */
function namesOfPrefix(prefix: string): readonly string[] {
  const tokens = sqlTokens(prefix).filter(({ kind }) => kind !== 'blank');
  return tokens.flatMap((token, at) => {
    const next = tokens[at + 1]?.text.toLowerCase();
    return (token.kind === 'word' || token.kind === 'name') && (next === 'as' || next === '(')
      ? [plainName(token).toLowerCase()]
      : [];
  });
}

/** Whether an expression makes one value of many rows; `min` and `max` of several values do not. */
function isAggregate(expression: string): boolean {
  const tokens = sqlTokens(expression).filter(({ kind }) => kind !== 'blank');
  return tokens.some(({ kind, text }, at) => {
    const name = text.toLowerCase();
    if (kind !== 'word' || !aggregates.has(name) || tokens[at + 1]?.text !== '(') return false;
    return (name !== 'min' && name !== 'max') || argumentsAt(tokens, at + 2) === 1;
  });
}

/** How many arguments a call has whose first begins at a place. */
function argumentsAt(tokens: readonly SqlToken[], from: number): number {
  let depth = 0;
  let count = 1;
  for (const { text } of tokens.slice(from)) {
    if (text === ')' && depth === 0) break;
    if (text === '(') depth++;
    if (text === ')') depth--;
    if (text === ',' && depth === 0) count++;
  }
  return count;
}
