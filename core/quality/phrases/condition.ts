import { parseExpression } from '../expression/parse.ts';
import { readPhrase } from './phrase.ts';
import { slots } from './slots.ts';

/** Words that stand for operators; longer ones come first. */
const comparisons = [
  ['is at least', '>='],
  ['is at most', '<='],
  ['is more than', '>'],
  ['is less than', '<'],
  ['is not', '<>'],
  ['is', '='],
] as const;

const simple = /^([A-Za-z_]\w*) (=|<>|>=|<=|>|<) ('(?:[^']|'')*'|-?\d+(?:\.\d+)?)$/;

/** A condition of one comparison in words; any other as the expression that it is. */
export function sayCondition(expression: string): string {
  const [, column, operator, literal = ''] = simple.exec(expression) ?? [];
  const [words] = comparisons.find(([, sign]) => sign === operator) ?? [];
  if (column === undefined || words === undefined) return expression;
  const value = literal.startsWith("'") ? literal.slice(1, -1).replaceAll("''", "'") : Number(literal);
  const said = slots.value.print(value);
  const text = `${column} ${words} ${said}`;
  return readWords(text) === expression ? text : expression;
}

/** The expression that a condition stands for, in words or as one; or what is wrong with it. */
export function readCondition(text: string): string | { readonly problem: string } {
  const inWords = text.split(/\s+and\s+/).map(readWords);
  if (inWords.every((part) => part !== undefined)) return inWords.join(' and ');
  try {
    parseExpression(text);
    return text;
  } catch (error) {
    return { problem: `after “when”: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function readWords(text: string): string | undefined {
  const listed = readPhrase('{column:name} is one of {values:values}', text);
  if (listed) {
    const values = (listed['values'] as readonly string[]).map((value) => `${listed['column']} = ${literalOf(value)}`);
    return values.length === 1 ? values[0] : `(${values.join(' or ')})`;
  }
  for (const [words, operator] of comparisons) {
    const read = readPhrase(`{column:name} ${words} {value:value}`, text);
    if (read) return `${read['column']} ${operator} ${literalOf(read['value'])}`;
  }
  return undefined;
}

function literalOf(value: unknown): string {
  return typeof value === 'number' ? String(value) : `'${String(value).replaceAll("'", "''")}'`;
}
