import { type Expression, everyRecord, strengthOf } from './parse.ts';

/** Writes an expression down again, in the notation in which it is read. */
export function printExpression(node: Expression): string {
  switch (node.kind) {
    case 'number':
      return node.text;
    case 'text':
      return `'${node.text.replaceAll("'", "''")}'`;
    case 'today':
      return 'today';
    case 'column':
      if (node.name === everyRecord) return node.dataset ?? '';
      return `${node.dataset === undefined ? '' : `${node.dataset}.`}${plainName.test(node.name) ? node.name : `"${node.name}"`}`;
    case 'call':
      return `${node.name}(${node.parameters.map(printExpression).join(', ')})`;
    case 'unary':
      return node.operator === 'not' ? `not ${within(node.operand, 4)}` : `-${within(node.operand, 7)}`;
    case 'binary': {
      const strength = strengthOf(node.operator);
      return `${within(node.left, strength)} ${node.operator} ${within(node.right, strength + 1)}`;
    }
    case 'case': {
      const branches = node.branches.map(({ when, result }) => `when ${printExpression(when)} then ${printExpression(result)}`);
      return `case ${branches.join(' ')}${node.otherwise ? ` else ${printExpression(node.otherwise)}` : ''} end`;
    }
  }
}

const plainName = /^[A-Za-z_]\w*$/;

/** In parentheses where it binds less than what is around it. */
function within(node: Expression, strength: number): string {
  const own = node.kind === 'binary' ? strengthOf(node.operator) : node.kind === 'unary' && node.operator === 'not' ? 3 : 8;
  return own < strength ? `(${printExpression(node)})` : printExpression(node);
}
