import type { Proposal, ProposalCase } from './proposal.ts';

/** What most other records with the same determinant say. */
export function proposeAgreed(broken: ProposalCase): readonly Proposal[] {
  const { rule } = broken;
  const column = String(rule['column']);
  const agreed = broken.agreed(rule);
  if (!agreed || agreed.text === broken.textOf(column)) return [];
  const determinant = (rule['determinant'] as readonly string[]).map((name) => `${name} ${broken.textOf(name)}`).join(', ');
  // Laplace's rule of succession: few witnesses prove little.
  const confidence = (agreed.share * agreed.members + 1) / (agreed.members + 2);
  const why = `${Math.round(agreed.share * agreed.members)} of ${agreed.members} other records with ${determinant} say so`;
  return [{ cells: { [column]: agreed.text }, confidence, why, source: 'agreement' }];
}
