import { Failure } from '#core/contract/failure.ts';

/** One thing wrong with a definition; line and column count from 1. */
export interface DefinitionProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** A definition that cannot be used, with the problems found, each as `file:line:column: what and what to do`, and how many more there are. */
export function definitionFailure(problems: readonly DefinitionProblem[], more = 0): Failure {
  const lines = problems.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);
  const message = [...lines, ...(more > 0 ? [`and ${more.toLocaleString('en')} more`] : [])].join('\n');
  return new Failure('BAD_DEFINITION', message, {
    details: problems.map((problem) => problem.message),
    places: problems.map(({ line, column }) => ({ line, column })),
  });
}
