import { kindOfRule } from '../kind-of-rule.ts';
import { columnOfCase } from './column-of-case.ts';
import type { KnownCase, Proposal, ProposalCase } from './proposal.ts';

/** Everything that may fix one broken rule, the surest first; what a person once decided about the same text before all else. */
export function propose(known: KnownCase): readonly Proposal[] {
  const broken: ProposalCase = {
    ...known,
    completions: (column) =>
      known.rules
        .filter((rule) => rule.enabled && kindOfRule(rule)?.determines?.(rule, column))
        .flatMap((rule) => proposedBy({ ...broken, rule })),
  };
  return [...proposeLearned(broken), ...proposedBy(broken)].sort((a, b) => b.confidence - a.confidence);
}

function proposedBy(broken: ProposalCase): readonly Proposal[] {
  return (kindOfRule(broken.rule)?.proposers ?? []).flatMap((proposer) => proposer(broken));
}

function proposeLearned(broken: ProposalCase): readonly Proposal[] {
  const column = columnOfCase(broken);
  const text = broken.textOf(column);
  const to = broken.learned(column, text);
  return to === undefined || to === text
    ? []
    : [{ cells: { [column]: to }, confidence: 0.99, why: 'as it was decided before', source: 'mapping' }];
}
