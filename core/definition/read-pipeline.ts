import { type Document, isMap, isNode, isPair, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import type { Catalog } from './catalog.ts';
import { type DefinitionProblem, definitionFailure } from './definition-problem.ts';
import { nearest } from './nearest.ts';
import { type PipelineDefinition, pipelineDefinition } from './pipeline.ts';
import { problemsOf } from './problems-of.ts';

const largestDefinition = 1024 * 1024;

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
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: '1.2' });
  const fail = (problems: readonly { readonly offset: number; readonly message: string }[]): never => {
    throw definitionFailure(problems.map(({ offset, message }) => ({ file, message, ...position(lines, offset) })));
  };
  if (document.errors.length > 0) {
    fail(document.errors.map((error) => ({ offset: error.pos[0], message: yamlSentence(error.message) })));
  }
  visit(document, {
    Scalar: (place, { value, range }) => {
      if (place === 'key' && value === '__proto__')
        fail([
          { offset: range?.[0] ?? 0, message: '"__proto__" cannot be used as a name; name the column with `header: __proto__`' },
        ]);
    },
  });
  keepWrittenText(document);
  const content = plain(document, fail);
  const schema = pipelineDefinition(catalog);
  const parsed = schema.safeParse(content, { reportInput: true });
  if (!parsed.success) {
    return fail(
      parsed.error.issues
        .flatMap((issue) => explainIssue(issue, catalog))
        .map(({ path, message, atKey }) => ({ offset: offsetOf(document, path, atKey), message })),
    );
  }
  const problems = problemsOf(parsed.data, catalog);
  if (problems.length > 0) fail(problems.map(({ path, message }) => ({ offset: offsetOf(document, path, false), message })));
  return parsed.data;
}

function yamlSentence(message: string): string {
  if (message.includes('parseAllDocuments')) return 'a pipeline is one YAML document; remove what follows the line ---';
  if (/call stack|Stack overflow/i.test(message)) return 'this nests too deeply to be a pipeline';
  if (message.includes('alias count')) return 'this uses too many aliases (*name) to be a pipeline; write the values out';
  return `${message.split('\n')[0]}; mend the YAML here`;
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

function plain(
  document: Document,
  fail: (problems: readonly { readonly offset: number; readonly message: string }[]) => never,
): unknown {
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

function explainIssue(issue: z.core.$ZodIssue, catalog: Catalog): readonly Explained[] {
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
    const known = (kind === 'rule' ? catalog.rules : catalog.steps).map((entry) => entry.name);
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
