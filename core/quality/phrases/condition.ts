import { parseExpression } from '../expression/parse.ts';
import { readPhrase } from './phrase.ts';
import { slots } from './slots.ts';

/** Words that stand for operators; longer ones come first. */
const comparisons = [
  ['is at least', '>='],
  ['is at most', '<='],
  ['is more than', '>'],
  ['is greater than', '>'],
  ['is less than', '<'],
  ['is not', '<>'],
  ['is', '='],
] as const;

const simple = /^([A-Za-z_]\w*) (=|<>|>=|<=|>|<) ('(?:[^']|'')*'|-?\d+(?:\.\d+)?)$/;

/** A condition of one comparison in words; any other as the expression that it is. */
export function sayCondition(expression: string): string {
  const text = inWords(expression);
  return text !== undefined && readCondition(text) === expression ? text : expression;
}

function inWords(expression: string): string | undefined {
  const [, isFilled, tested] = /^(not )?is_empty\(([A-Za-z_]\w*)\)$/.exec(expression) ?? [];
  if (tested !== undefined) return `${tested} is ${isFilled ? 'not ' : ''}empty`;
  const [, column, operator, literal = ''] = simple.exec(expression) ?? [];
  const [words] = comparisons.find(([, sign]) => sign === operator) ?? [];
  if (column === undefined || words === undefined) return undefined;
  const value = literal.startsWith("'") ? literal.slice(1, -1).replaceAll("''", "'") : Number(literal);
  return `${column} ${words} ${slots.value.print(value)}`;
}

/** The expression that a condition stands for, in words or as one; or what is wrong with it. */
export function readCondition(text: string): string | { readonly problem: string } {
  const parts = (text.match(outsideQuotes) ?? []).map(readWords);
  if (parts.length > 0 && parts.every((part) => part !== undefined)) return parts.join(' and ');
  try {
    parseExpression(text);
    return text;
  } catch (error) {
    return { problem: `after “when”: ${error instanceof Error ? error.message : String(error)}` };
  }
}

const order = /^([A-Za-z_]\w*)\s+is\s+(at least|at most|more than|greater than|less than)\s+([A-Za-z_]\w*|-?\d+(?:\.\d+)?)$/;

/** A comparison in words, of two columns or with an excluded limit, as an expression. */
export function readOrder(text: string): string | undefined {
  const [, column, words, other = ''] = order.exec(text.replace(/\s+/g, ' ')) ?? [];
  const [, sign] = comparisons.find(([known]) => known === `is ${words}`) ?? [];
  const isLimit = /\d$/.test(other) && /^-?\d/.test(other) && (words === 'at least' || words === 'at most');
  return column === undefined || sign === undefined || isLimit ? undefined : `${column} ${sign} ${other}`;
}

/** The parts of a condition that `and` joins; a quoted text is one. */
const outsideQuotes = /(?:"(?:[^"]|"")*"|'(?:[^']|'')*'|(?!\s+and\s)[^"'])+(?=\s+and\s|$)/g;

/** Ways to say whether a column has a value. */
const filledness = [
  ['{column:name} is empty', ''],
  ['{column:name} is missing', ''],
  ['{column:name} is not empty', 'not '],
  ['{column:name} is not missing', 'not '],
  ['{column:name} is present', 'not '],
  ['{column:name} is required', 'not '],
  ['{column:name} has a value', 'not '],
] as const;

function readWords(raw: string): string | undefined {
  const text = raw.trim().replace(/^and\s+/, '');
  for (const [phrase, not] of filledness) {
    const read = readPhrase(phrase, text);
    if (read) return `${not}is_empty(${read['column']})`;
  }
  const listed = readPhrase('{column:name} is one of {values:values}', text);
  if (listed) {
    const values = (listed['values'] as readonly string[]).map((value) => `${listed['column']} = ${literalOf(value)}`);
    return values.length === 1 ? values[0] : `(${values.join(' or ')})`;
  }
  const ordered = readOrder(text);
  if (ordered !== undefined) return ordered;
  for (const [words, operator] of comparisons) {
    // A bare number, `today`, `true` or `false` is not a text.
    const [, column, plain] =
      new RegExp(`^([A-Za-z_]\\w*)\\s+${words}\\s+(-?\\d+(?:\\.\\d+)?|today|true|false)$`).exec(text) ?? [];
    if (column !== undefined) return `${column} ${operator} ${plain}`;
    const read = readPhrase(`{column:name} ${words} {value:value}`, text);
    if (read) return `${read['column']} ${operator} ${literalOf(read['value'])}`;
  }
  return undefined;
}

function literalOf(value: unknown): string {
  return typeof value === 'number' ? String(value) : `'${String(value).replaceAll("'", "''")}'`;
}
