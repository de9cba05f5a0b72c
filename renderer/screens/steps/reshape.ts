import type { ComputedEdit } from '#core/contract/pipeline.ts';

/** Computed columns that hold the parts of a column which a separator divides. */
export function splitColumn(column: string, separator: string, names: readonly string[]): readonly ComputedEdit[] {
  return names.map((name, place) => computed(name, `part(${column}, ${literal(separator)}, ${place + 1})`));
}

/** A computed column that holds several columns, one after the other; those without a value are left out. */
export function combineColumns(columns: readonly string[], separator: string, name: string): readonly ComputedEdit[] {
  const texts = columns.map((column) => `coalesce(${column}, '')`);
  return [computed(name, `join(${[literal(separator), ...texts].join(', ')})`)];
}

function computed(name: string, expression: string): ComputedEdit {
  return { kind: 'set', name, column: { type: 'text', expression } };
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
