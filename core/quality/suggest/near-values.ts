import { columnOfCase } from './column-of-case.ts';
import type { Nearest } from './nearest.ts';
import type { Proposal, ProposalCase } from './proposal.ts';

/** The nearest of the texts that a rule lists. */
export function proposeListed(broken: ProposalCase): readonly Proposal[] {
  const column = columnOfCase(broken);
  const listed = (broken.rule['values'] as readonly unknown[]).map(String);
  return fromNearest(column, broken.nearestOf(broken.rule.id, listed)(broken.textOf(column)), 'nearest value');
}

/** The nearest value of the dataset that a reference leads to. */
export function proposeParent(broken: ProposalCase): readonly Proposal[] {
  const column = columnOfCase(broken);
  return fromNearest(column, broken.nearestParent(broken.rule)?.(broken.textOf(column)), 'parent');
}

/** The nearest text that clean records hold. */
export function proposeKnown(broken: ProposalCase): readonly Proposal[] {
  const column = columnOfCase(broken);
  return fromNearest(column, broken.nearestKnown(column)(broken.textOf(column)), 'nearest value');
}

/** The same text in another form: trimmed, without blanks, all small, all capital. */
export function proposeForms(broken: ProposalCase): readonly Proposal[] {
  const column = columnOfCase(broken);
  const text = broken.textOf(column);
  const variants: readonly (readonly [string, string, number])[] = [
    [text.trim(), 'without blanks around it', 0.97],
    [text.replace(/\s+/g, ''), 'without blanks', 0.9],
    [text.toUpperCase(), 'in capitals', 0.9],
    [text.toLowerCase(), 'in small letters', 0.9],
    [text.replace(/\s+/g, '').toLowerCase(), 'without blanks, in small letters', 0.85],
  ];
  const seen = new Set([text]);
  return variants.flatMap(([to, why, confidence]): readonly Proposal[] => {
    if (seen.has(to)) return [];
    seen.add(to);
    return [{ cells: { [column]: to }, confidence, why, source: 'form' }];
  });
}

function fromNearest(column: string, nearest: Nearest | undefined, source: Proposal['source']): readonly Proposal[] {
  return nearest ? [{ cells: { [column]: nearest.text }, confidence: nearest.confidence, why: nearest.why, source }] : [];
}
