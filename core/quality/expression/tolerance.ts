import { decimalOf } from '../values/decimal.ts';
import { scaleOf, type Typed } from './typecheck.ts';

/** `left = right` within a tolerance is `abs(left - right) <= tolerance`, wherever it stands between and, or and not. */
export function withTolerance(node: Typed, tolerance: number | string): Typed {
  const limit = decimalOf(tolerance);
  if (limit.digits === 0n) return node;
  if (node.kind === 'not') return { ...node, operand: withTolerance(node.operand, tolerance) };
  if (node.kind === 'logic')
    return { ...node, left: withTolerance(node.left, tolerance), right: withTolerance(node.right, tolerance) };
  if (node.kind !== 'compare' || node.operator !== '=' || node.left.type.kind !== 'number') return node;
  const type = { kind: 'number', scale: Math.max(scaleOf(node.left), scaleOf(node.right)) } as const;
  const difference: Typed = { kind: 'arithmetic', type, operator: '-', left: node.left, right: node.right };
  return {
    kind: 'compare',
    type: node.type,
    operator: '<=',
    left: { kind: 'call', type, name: 'abs', parameters: [difference] },
    right: { kind: 'number', type: { kind: 'number', scale: limit.scale }, digits: limit.digits },
  };
}
