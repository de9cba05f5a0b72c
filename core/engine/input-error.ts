import { ORPCError } from '@orpc/server';
import { z } from 'zod';
import { contract } from '#core/contract/contract.ts';
import { Failure } from '#core/contract/failure.ts';
import { nearest } from '#core/definition/nearest.ts';
import { contractError } from './contract-error.ts';

const issue = z.looseObject({
  code: z.string().optional(),
  path: z.array(z.union([z.string(), z.number()])).default([]),
  message: z.string(),
  keys: z.array(z.string()).optional(),
});
const invalidInput = z.looseObject({ issues: z.array(issue) });

/** Around every call: what is wrong with its input is said in one sentence, which names the nearest key for one that there is not. */
export async function explainInput<Answer>({
  next,
  path,
}: {
  readonly next: () => Promise<Answer>;
  readonly path: readonly string[];
}): Promise<Answer> {
  try {
    return await next();
  } catch (error) {
    const issues =
      error instanceof ORPCError && error.code === 'BAD_REQUEST' ? invalidInput.safeParse(error.data).data?.issues : undefined;
    if (!issues) throw error;
    const sentences = issues.slice(0, 10).map((one) => sentenceOf(one, path));
    throw contractError(new Failure('BAD_INPUT', sentences.join('; '), { cause: error }));
  }
}

function sentenceOf({ path, message, keys }: z.infer<typeof issue>, procedure: readonly string[]): string {
  if (!keys) return `${path.join('.') || 'the input'}: ${plainMessage(message)}`;
  const known = keysAt(inputSchema(procedure), path);
  return keys
    .map((key) => {
      const near = nearest(key, known) ?? known.find((one) => one.toLowerCase().startsWith(key.toLowerCase()));
      const place = path.length === 0 ? '' : ` in ${path.join('.')}`;
      return `there is no "${key}"${place}${near === undefined ? (known.length > 0 ? `; there are ${known.join(', ')}` : '') : `; did you mean "${near}"?`}`;
    })
    .join('; ');
}

/** What the library says of a value of the wrong type, in words for people. */
function plainMessage(message: string): string {
  const [, expected = '', received = ''] = /^Invalid input: expected (\w+), received (\w+)/.exec(message) ?? [];
  if (expected === '') return message.replace(/^Invalid (option|input|value): expected/, 'must be').replaceAll('"|"', '", "');
  return received === 'undefined'
    ? `is missing; it is ${typeWord(expected)}`
    : `must be ${typeWord(expected)}, not ${typeWord(received)}`;
}

function typeWord(type: string): string {
  const words: Readonly<Record<string, string>> = {
    string: 'text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    object: 'an object',
    record: 'an object',
    null: 'null',
    undefined: 'nothing',
  };
  return words[type] ?? type;
}

function inputSchema([subject = '', name = '']: readonly string[]): unknown {
  const procedures: Readonly<Record<string, Readonly<Record<string, { readonly '~orpc': { readonly inputSchema?: unknown } }>>>> =
    contract;
  return procedures[subject]?.[name]?.['~orpc'].inputSchema;
}

/** The keys that an object at a place of a schema may have; none where it is no object. */
function keysAt(schema: unknown, path: readonly (string | number)[]): readonly string[] {
  const plain = unwrapped(schema);
  const [first, ...rest] = path;
  if (first === undefined) {
    if (plain instanceof z.ZodObject) return Object.keys(plain.shape);
    return plain instanceof z.ZodUnion ? [...new Set(plain.options.flatMap((option) => keysAt(option, [])))] : [];
  }
  if (plain instanceof z.ZodObject) return keysAt(plain.shape[first], rest);
  if (plain instanceof z.ZodArray) return keysAt(plain.element, rest);
  return plain instanceof z.ZodUnion ? [...new Set(plain.options.flatMap((option) => keysAt(option, path)))] : [];
}

function unwrapped(schema: unknown): unknown {
  return schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodNullable
    ? unwrapped(schema.unwrap())
    : schema;
}
