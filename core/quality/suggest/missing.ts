import { columnOfCase } from './column-of-case.ts';
import type { Proposal, ProposalCase } from './proposal.ts';

/** A cell that has no value, or a wrong one, but follows from others by a rule that determines its column. */
export function proposeMissing(broken: ProposalCase): readonly Proposal[] {
  return broken.completions(columnOfCase(broken));
}
