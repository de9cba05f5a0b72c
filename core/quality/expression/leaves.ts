import type { Leaf, Typed } from './typecheck.ts';

/** The values that an expression takes from records, each once, in order of appearance; what is within an aggregate belongs to it. */
export function leavesOf(expression: Typed): readonly Leaf[] {
  const found = new Map<string, Leaf>();
  const see = (node: Typed): void => {
    switch (node.kind) {
      case 'column':
      case 'aggregate':
        found.set(nameOfLeaf(node), node);
        return;
      case 'call':
      case 'plain':
        for (const parameter of node.parameters) see(parameter);
        return;
      case 'case':
        for (const { when, result } of node.branches) {
          see(when);
          see(result);
        }
        if (node.otherwise) see(node.otherwise);
        return;
      case 'not':
      case 'negate':
        see(node.operand);
        return;
      case 'logic':
      case 'compare':
      case 'arithmetic':
        see(node.left);
        see(node.right);
    }
  };
  see(expression);
  return [...found.values()];
}

/** A name by which two leaves that mean the same are known. */
export function nameOfLeaf(leaf: Leaf): string {
  return JSON.stringify(leaf, (_, value) => (typeof value === 'bigint' ? `${value}` : value));
}
