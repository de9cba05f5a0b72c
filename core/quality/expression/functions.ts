/** The functions of the expression language: how many parameters each takes and what it gives. */
export const functions = {
  abs: { parameters: [1, 1], summary: 'The number without its sign.' },
  round: { parameters: [1, 2], summary: 'The number rounded to so many places (default 0), halves away from zero.' },
  min: { parameters: [2, 8], summary: 'The least of its numbers.' },
  max: { parameters: [2, 8], summary: 'The greatest of its numbers.' },
  length: { parameters: [1, 1], summary: 'The number of characters of a text.' },
  lower: { parameters: [1, 1], summary: 'The text with ASCII letters in lower case.' },
  upper: { parameters: [1, 1], summary: 'The text with ASCII letters in upper case.' },
  year: { parameters: [1, 1], summary: 'The year of a date, as a number.' },
  month: { parameters: [1, 1], summary: 'The month of a date, 1 to 12.' },
  day: { parameters: [1, 1], summary: 'The day of a date, 1 to 31.' },
  is_empty: { parameters: [1, 1], summary: 'Whether a column has no value; true or false, never unknown.' },
} as const satisfies Readonly<Record<string, { readonly parameters: readonly [number, number]; readonly summary: string }>>;

export type FunctionName = keyof typeof functions;

/** Whether the language has a function of this name. */
export function isFunctionName(name: string): name is FunctionName {
  return Object.hasOwn(functions, name);
}
