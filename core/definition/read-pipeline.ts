import {
  type Document,
  type ErrorCode,
  isMap,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  type Pair,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import type { z } from 'zod';
import type { Catalog } from './catalog.ts';
import { type DefinitionProblem, definitionFailure } from './definition-problem.ts';
import { isFileExport, isTableExport } from './export-definition.ts';
import { compileModels } from './models/compile-models.ts';
import { nearest } from './nearest.ts';
import { type PipelineDefinition, pipelineDefinition } from './pipeline.ts';
import { problemsOf } from './problems-of.ts';

const largestDefinition = 1024 * 1024;

/** Problems that are listed at once: whoever has more wrong corrects the first of them and looks again. */
const maxProblems = 50;

/** Parts of a definition, more than any pipeline needs and few enough to be read at once. */
const maxParts = { datasets: 200, models: 1000, charts: 1000, exports: 2000, reconciliations: 1000 } as const;

/**
 * Reads a `pipeline.yaml`. Throws a Failure (BAD_DEFINITION) that lists every problem with file, line, column and remedy.
 * `file` is only named in messages.
 */
export function readPipeline(text: string, file: string, catalog: Catalog): PipelineDefinition {
  if (text.length > largestDefinition) {
    throw definitionFailure([
      { file, line: 1, column: 1, message: 'the definition is larger than 1 MiB; it cannot be a pipeline' },
    ]);
  }
  const lines = new LineCounter();
  const fail = (problems: readonly PlacedMessage[]): never => {
    throw definitionFailure(
      problems.slice(0, maxProblems).map(({ offset, message }) => ({ file, message, ...position(lines, offset) })),
      problems.length - maxProblems,
    );
  };
  const document = parsed(text, lines, fail);
  if (document.errors.length > 0) {
    fail(firstErrors(document.errors));
  }
  visit(document, { Map: (_, { items }) => assertKeys(items, fail) });
  keepWrittenText(document);
  const content = plain(document, fail);
  assertSize(content, fail);
  const read = pipelineDefinition(catalog).safeParse(content, { reportInput: true });
  const compiled = read.success ? compileModels(read.data) : undefined;
  const problems = read.success
    ? [...problemsOf(read.data, catalog), ...(compiled?.problems ?? [])].map((problem) => ({ ...problem, atKey: false }))
    : read.error.issues.flatMap(explainIssue);
  if (problems.length === 0 && read.success && compiled) {
    const { exports } = read.data;
    return {
      ...{ ...read.data, models: compiled.models },
      exports: exports.filter(isFileExport),
      tables: exports.filter(isTableExport),
    };
  }
  // To find a place takes as long as the text is: only those that are shown are looked for.
  return fail(
    problems.map(({ path, message, atKey }, index) => ({
      offset: index < maxProblems ? offsetOf(document, path, atKey) : 0,
      message,
    })),
  );
}

interface PlacedMessage {
  readonly offset: number;
  readonly message: string;
}

type Fail = (problems: readonly PlacedMessage[]) => never;

/** The library compares each key of a mapping with all others, which takes the square of their number; `assertKeys` looks instead. */
function parsed(text: string, lines: LineCounter, fail: Fail): Document {
  try {
    return parseDocument(text, { lineCounter: lines, prettyErrors: false, version: '1.2', uniqueKeys: false });
  } catch (error) {
    // Only texts that nest too deeply end like this.
    if (!(error instanceof RangeError)) throw error;
    return fail([
      {
        offset: 0,
        message:
          'the YAML cannot be read: it nests too deeply, or a long list in braces or brackets is indented less than the line that it begins on',
      },
    ]);
  }
}

/** Fails for a key that is given twice, or that JavaScript keeps for itself. */
function assertKeys(items: readonly Pair[], fail: Fail): void {
  const seen = new Set<string>();
  for (const { key } of items) {
    if (!isScalar(key)) continue;
    const offset = key.range?.[0] ?? 0;
    const name = String(key.value);
    if (name === '__proto__')
      fail([{ offset, message: '"__proto__" cannot be used as a name; name the column with `header: __proto__`' }]);
    if (seen.has(name)) fail([{ offset, message: `"${name}" is given twice here; remove one of them` }]);
    seen.add(name);
  }
}

function assertSize(content: unknown, fail: Fail): void {
  for (const [part, most] of Object.entries(maxParts)) {
    const value: unknown = Reflect.get(Object(content), part);
    const size = typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
    if (size > most)
      fail([
        { offset: 0, message: `there are ${size} ${part}, and a pipeline has ${most} at most; divide it into several pipelines` },
      ]);
  }
}

/** Syntax errors reported at once; most others follow from the first. */
const mostMistakes = 3;

function firstErrors(errors: readonly YAMLError[]): readonly PlacedMessage[] {
  const told = errors.map((error) => ({ offset: error.pos[0], message: mistakes[error.code] ?? yamlSentence(error.message) }));
  return told.filter(({ message }, at) => told.findIndex((other) => other.message === message) === at).slice(0, mostMistakes);
}

/** What is wrong with the notation, by the code that the library gives it. */
const mistakes: Readonly<Partial<Record<ErrorCode, string>>> = {
  BAD_INDENT:
    'this is not indented as YAML needs it: what belongs together begins in the same column, further right than the line above it',
  MISSING_CHAR: 'something is missing here: a closing quote, bracket or brace, a colon, or a space after one',
  TAB_AS_INDENT: 'a tab cannot indent in YAML; use spaces',
  UNEXPECTED_TOKEN: 'this cannot stand here; put texts with special characters in quotes',
  BAD_SCALAR_START: 'a text cannot begin with this character; put it in quotes',
  BAD_DQ_ESCAPE: 'YAML does not know this escape sequence in "double quotes"; use single quotes to write it as it is',
  BLOCK_AS_IMPLICIT_KEY: 'a list or mapping cannot be a name here; begin it on a new line, or put the text in quotes',
  BLOCK_IN_FLOW: 'within braces or brackets everything is separated by commas; write it there, or use lines without them',
  MULTILINE_IMPLICIT_KEY: 'a name must stand on one line; check the quotes and the colon before it',
  KEY_OVER_1024_CHARS: 'this name is longer than 1,024 characters; check the quotes before it',
  BAD_ALIAS: 'a text cannot begin with * or &; put it in quotes',
  MULTIPLE_DOCS: 'a pipeline is one YAML document; remove what follows the line ---',
};

/** What is wrong where the library gives no code that says enough. */
function yamlSentence(message: string): string {
  if (message.includes('parseAllDocuments')) return 'a pipeline is one YAML document; remove what follows the line ---';
  if (/call stack|Stack overflow/i.test(message)) return 'this nests too deeply to be a pipeline';
  if (message.includes('alias count')) return 'this uses too many aliases (*name) to be a pipeline; write the values out';
  return 'this cannot be read as YAML';
}

/** Keys under which everything is text as it is written: `007` and `1.10` there are no numbers, `True` is no truth value. */
const textKeys = new Set(['values', 'with', 'null_words']);
/** Keys whose numbers must keep every digit. */
const exactKeys = new Set(['min', 'max', 'tolerance']);

function keepWrittenText(document: Document): void {
  visit(document, {
    Pair: (_, { key, value }) => {
      if (!isScalar(key) || !isNode(value)) return;
      const isText = textKeys.has(String(key.value));
      if (!isText && !exactKeys.has(String(key.value))) return;
      visit(value, {
        Scalar: (_place, scalar) => {
          const isSame = typeof scalar.value === 'string' || (!isText && String(scalar.value) === scalar.source);
          if (!isSame && scalar.source !== undefined) scalar.value = scalar.source;
        },
      });
    },
  });
}

function plain(document: Document, fail: Fail): unknown {
  try {
    const content: unknown = document.toJS({ maxAliasCount: 50 });
    if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content;
  } catch (error) {
    return fail([{ offset: 0, message: yamlSentence(error instanceof Error ? error.message : String(error)) }]);
  }
  return fail([
    {
      offset: 0,
      message: 'this is not a pipeline: it must begin with `winnow: 1`, `name:` and `datasets:`; `winnow infer FILE` writes one',
    },
  ]);
}

interface Explained {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly atKey: boolean;
}

function explainIssue(issue: z.core.$ZodIssue): readonly Explained[] {
  const name = issue.path.length === 0 ? 'the pipeline' : String(issue.path.at(-1));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      atKey: true,
      message: `there is no option "${key}" here; remove it or correct its name`,
    }));
  }
  if (issue.code === 'invalid_type') {
    const message =
      issue.input === undefined
        ? `"${name}" is missing; it must be ${article(issue.expected)}`
        : `"${name}" must be ${article(issue.expected)}`;
    return [{ path: issue.path, atKey: false, message }];
  }
  if (issue.code === 'invalid_value') {
    const allowed = issue.values.map(String);
    const hint = nearest(String(issue.input), allowed);
    return [
      {
        path: issue.path,
        atKey: false,
        message: `"${name}" must be ${allowed.length === 1 ? allowed[0] : `one of ${allowed.join(', ')}`}${hint ? `; did you mean ${hint}?` : ''}`,
      },
    ];
  }
  if (issue.code === 'invalid_union' && 'discriminator' in issue) {
    const kind = String(issue.discriminator);
    const known = 'options' in issue && Array.isArray(issue.options) ? issue.options.flatMap((one) => one ?? []).map(String) : [];
    const given =
      typeof issue.input === 'object' && issue.input !== null && kind in issue.input
        ? String(Object.entries(issue.input).find(([key]) => key === kind)?.[1])
        : String(issue.input);
    const hint = nearest(given, known);
    return [
      {
        path: [...issue.path, ...(issue.path.at(-1) === kind ? [] : [kind])],
        atKey: false,
        message: `there is no such ${kind} as "${given}"; ${hint ? `did you mean ${hint}?` : `there are ${known.join(', ')}`}`,
      },
    ];
  }
  if (issue.code === 'invalid_key') {
    return [{ path: issue.path, atKey: true, message: `"${name}" ${issue.issues[0]?.message ?? 'is not a possible name'}` }];
  }
  return [
    { path: issue.path, atKey: false, message: `"${name}" ${issue.message.charAt(0).toLowerCase()}${issue.message.slice(1)}` },
  ];
}

function article(expected: string): string {
  const words: Readonly<Record<string, string>> = {
    string: 'a text',
    record: 'a mapping of names',
    array: 'a list',
    object: 'a mapping',
    int: 'a whole number',
    boolean: 'true or false',
  };
  return words[expected] ?? `a ${expected}`;
}

/** Where a path stands in the text: its value, or its key; where it does not exist, the nearest thing around it. */
function offsetOf(document: Document, path: readonly PropertyKey[], atKey: boolean): number {
  const keys = path.map((part) => (typeof part === 'symbol' ? part.toString() : part));
  for (let depth = keys.length; depth >= 0; depth--) {
    const parent: unknown = depth === 0 ? undefined : document.getIn(keys.slice(0, depth - 1), true);
    if (isMap(parent) && (atKey || depth < keys.length)) {
      const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === keys[depth - 1]);
      if (pair && isNode(pair.key) && pair.key.range) return pair.key.range[0];
    }
    const node: unknown = depth === 0 ? document.contents : document.getIn(keys.slice(0, depth), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function position(lines: LineCounter, offset: number): Pick<DefinitionProblem, 'line' | 'column'> {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}
