import type { Catalog } from './catalog.ts';
import type { DatasetDefinition } from './dataset.ts';
import type { Problem } from './problems-of.ts';

/** What is wrong with the computed columns of a dataset: names that are taken, expressions that do not give what is declared. */
export function problemsOfComputed({ columns, derive }: DatasetDefinition, catalog: Catalog): readonly Problem[] {
  return Object.entries(derive).flatMap(([name, { expression, type }], place, computed) => {
    if (Object.hasOwn(columns, name))
      return [{ path: ['derive', name], message: `"${name}" is already a column; derive another name` }];
    // The formula rule knows the language: a statement that is right only if the expression gives what is declared.
    const isNumber = type === 'integer' || type === 'decimal';
    const statement = type === 'boolean' ? expression : `(${expression}) = ${isNumber ? '0' : "''"}`;
    const known = { ...columns, ...Object.fromEntries(computed.slice(0, place)) };
    const refused = catalog.refuseStatement({ expression: statement }, known);
    if (refused === undefined) return [];
    return [
      { path: ['derive', name, 'expression'], message: `the expression of ${name} cannot be computed as ${type}: ${refused}` },
    ];
  });
}
