import { compileExpression } from '../expression/evaluate.ts';
import { readExpression } from '../expression/of-columns.ts';
import { columnsOf, parseExpression } from '../expression/parse.ts';
import { scaleOf, type Typed } from '../expression/typecheck.ts';
import type { Value } from '../type.ts';
import { types } from '../types.ts';
import type { Proposal, ProposalCase } from './proposal.ts';

const steps = 40;

/** Solves a formula `left = right` for each of its columns in turn, the others being right; the likeliest is one that has no value or is wrong by another rule, then the computed one. */
export function proposeTerms({ columns, typedOf, textOf, isEmpty, isWrong, rule }: ProposalCase): readonly Proposal[] {
  const expression = String(rule['expression']);
  const names = columnsOf(parseExpression(expression));
  const typed = readExpression(expression, columns);
  if (typed.kind !== 'compare' || typed.operator !== '=' || typed.left.type.kind !== 'number') return [];
  const missing = names.filter((name) => typedOf(name) === null);
  // From a term that is wrong itself nothing follows.
  const doubtful = [...new Set([...missing, ...names.filter(isWrong)])];
  if (doubtful.length > 1) return [];
  const computed = typed.left.kind === 'column' ? typed.left.name : undefined;
  const wanted = doubtful.length === 1 ? doubtful : names;
  const difference = createDifference(typed, names, columns, typedOf);
  return wanted.flatMap((name): readonly Proposal[] => {
    const definition = columns[name];
    const scale = definition && types[definition.type].scaleOf(definition);
    if (!definition || (definition.type !== 'integer' && definition.type !== 'decimal')) return [];
    const solution = solve((value) => difference(name, value), scale);
    if (solution === undefined) return [];
    const text = solution.toFixed(scale ?? Math.min(6, places(solution)));
    if (text === textOf(name)) return [];
    const others = names.filter((other) => other !== name).map((other) => `${other} ${textOf(other)}`);
    const isMissing = isEmpty(textOf(name));
    return [
      {
        cells: { [name]: text },
        confidence: isMissing ? 0.95 : name === computed || doubtful.length === 1 ? 0.9 : 0.6,
        why: `${expression} with ${others.join(', ')}`,
        source: 'formula',
      },
    ];
  });
}

/** Left minus right, in units, with one column's value changed. */
function createDifference(
  typed: Extract<Typed, { kind: 'compare' }>,
  names: readonly string[],
  columns: ProposalCase['columns'],
  typedOf: (column: string) => Value,
): (name: string, value: number) => number | undefined {
  const scales = names.map((name) => {
    const definition = columns[name];
    return definition && types[definition.type].scaleOf(definition);
  });
  const place = (name: string) => ({ index: names.indexOf(name), scale: scales[names.indexOf(name)] });
  const left = compileExpression(typed.left, place);
  const right = compileExpression(typed.right, place);
  return (name, value) => {
    const at = names.indexOf(name);
    const scale = scales[at];
    const values = names.map(typedOf);
    values[at] = scale === undefined ? String(value) : Math.round(value * 10 ** scale);
    const row = { values, texts: names.map(() => ''), problems: names.map(() => undefined) };
    const [a, b] = [left.number(row), right.number(row)];
    if (a === null || b === null) return undefined;
    return Number(a) / 10 ** scaleOf(typed.left) - Number(b) / 10 ** scaleOf(typed.right);
  };
}

/** Where a function is zero, by secants; undefined where that leads nowhere. */
function solve(difference: (value: number) => number | undefined, scale: number | undefined): number | undefined {
  let [x0, x1] = [1, 2];
  let y0 = difference(x0);
  for (let step = 0; step < steps; step++) {
    const y1 = difference(x1);
    if (y0 === undefined || y1 === undefined) return undefined;
    if (y1 === 0 || x1 === x0) return x1;
    if (y1 === y0) return undefined;
    const next = x1 - (y1 * (x1 - x0)) / (y1 - y0);
    if (!Number.isFinite(next)) return undefined;
    const unit = 10 ** (scale ?? 6);
    const rounded = Math.round(next * unit) / unit;
    if (rounded === x1) return x1;
    [x0, y0, x1] = [x1, y1, rounded];
  }
  return undefined;
}

function places(value: number): number {
  return String(value).split('.')[1]?.length ?? 0;
}
