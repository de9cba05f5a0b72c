import type { ProposalCase } from './proposal.ts';

/** The column that a broken rule is about; of several, the first. */
export function columnOfCase({ rule }: ProposalCase): string {
  const { column, columns } = rule;
  return typeof column === 'string' ? column : Array.isArray(columns) ? String(columns[0]) : '';
}
