import { proposeDates } from './date-forms.ts';
import { formulasWith, proposeTerms } from './formula-terms.ts';
import type { Nearest } from './nearest.ts';
import type { Proposal, ProposalCase, Proposer } from './proposal.ts';

/** What may be proposed for each kind of broken rule. */
const proposers: Readonly<Record<string, readonly Proposer[]>> = {
  values: [proposeListed],
  reference: [proposeParent],
  'functional-dependency': [proposeAgreed],
  formula: [proposeTerms],
  'date-window': [proposeDates],
  type: [proposeDates, proposeNumber, proposeKnown, proposeMissing],
  range: [proposePercent, proposeMissing],
  required: [proposeMissing],
  pattern: [proposeForms, proposeKnown],
  length: [proposeForms],
};

/** Everything that may mend one broken rule, the surest first; what a person once decided about the same text before all else. */
export function propose(broken: ProposalCase): readonly Proposal[] {
  const found = [...proposeLearned(broken), ...(proposers[broken.rule.rule] ?? []).flatMap((proposer) => proposer(broken))];
  return found.sort((a, b) => b.confidence - a.confidence);
}

function columnOf({ rule }: ProposalCase): string {
  const { column, columns } = rule;
  return typeof column === 'string' ? column : Array.isArray(columns) ? String(columns[0]) : '';
}

function proposeLearned(broken: ProposalCase): readonly Proposal[] {
  const column = columnOf(broken);
  const text = broken.textOf(column);
  const to = broken.learned(column, text);
  return to === undefined || to === text
    ? []
    : [{ cells: { [column]: to }, confidence: 0.99, why: 'as it was decided before', source: 'mapping' }];
}

function fromNearest(column: string, nearest: Nearest | undefined, source: Proposal['source']): readonly Proposal[] {
  return nearest ? [{ cells: { [column]: nearest.text }, confidence: nearest.confidence, why: nearest.why, source }] : [];
}

function proposeListed(broken: ProposalCase): readonly Proposal[] {
  const column = columnOf(broken);
  const listed = (broken.rule['values'] as readonly unknown[]).map(String);
  return fromNearest(column, broken.nearestOf(broken.rule.id, listed)(broken.textOf(column)), 'nearest value');
}

function proposeParent(broken: ProposalCase): readonly Proposal[] {
  const column = columnOf(broken);
  return fromNearest(column, broken.nearestParent(broken.rule)?.(broken.textOf(column)), 'parent');
}

function proposeKnown(broken: ProposalCase): readonly Proposal[] {
  const column = columnOf(broken);
  return fromNearest(column, broken.nearestKnown(column)(broken.textOf(column)), 'nearest value');
}

function proposeAgreed(broken: ProposalCase, rule = broken.rule): readonly Proposal[] {
  const column = String(rule['column']);
  const agreed = broken.agreed(rule);
  if (!agreed || agreed.text === broken.textOf(column)) return [];
  const determinant = (rule['determinant'] as readonly string[]).map((name) => `${name} ${broken.textOf(name)}`).join(', ');
  // Laplace's rule of succession: few witnesses prove little.
  const confidence = (agreed.share * agreed.members + 1) / (agreed.members + 2);
  const why = `${Math.round(agreed.share * agreed.members)} of ${agreed.members} other records with ${determinant} say so`;
  return [{ cells: { [column]: agreed.text }, confidence, why, source: 'agreement' }];
}

/** A cell that has no value, or a wrong one, but follows from others: a term of a formula, or what records with the same determinant say. */
function proposeMissing(broken: ProposalCase): readonly Proposal[] {
  const column = columnOf(broken);
  const others = broken.rules.filter(
    ({ rule, enabled, column: about }) => enabled && rule === 'functional-dependency' && about === column,
  );
  return [
    ...formulasWith(broken.rules, column).flatMap((rule) => proposeTerms({ ...broken, rule })),
    ...others.flatMap((rule) => proposeAgreed(broken, rule)),
  ];
}

/** A percentage in a column of shares: 15 for 0.15. */
function proposePercent({ rule, typedOf, columns, textOf }: ProposalCase): readonly Proposal[] {
  const column = String(rule['column']);
  const highest = Number(rule['max']);
  const type = columns[column]?.type;
  const value = Number(textOf(column));
  if ((type !== 'decimal' && type !== 'integer') || typedOf(column) === null || !(highest > 0 && highest <= 1)) return [];
  if (!(value > highest && value / 100 <= highest)) return [];
  const text = (value / 100)
    .toFixed(Math.min(12, (textOf(column).split('.')[1]?.length ?? 0) + 2))
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
  return [{ cells: { [column]: text }, confidence: 0.92, why: `${textOf(column)} percent as a share`, source: 'percent' }];
}

/** A number with something around it: a unit, a currency, dividers of thousands. */
function proposeNumber({ rule, columns, textOf }: ProposalCase): readonly Proposal[] {
  const column = String(rule['column']);
  const type = columns[column]?.type;
  if (type !== 'integer' && type !== 'decimal') return [];
  const text = textOf(column).trim();
  const numbers = text.match(/[-+]?\d[\d.,' \u00a0]*/g) ?? [];
  const [found] = numbers;
  if (found === undefined || numbers.length > 1) return [];
  const digits = found.replace(/[' \u00a0]/g, '').replace(/[.,]+$/, '');
  const plain = plainNumber(digits);
  if (plain === undefined) return [];
  const around = text.replace(found.trim(), '').trim();
  // A percent sign may be one too many, or mean a hundredth.
  if (around.includes('%')) return [];
  return [
    {
      cells: { [column]: plain },
      confidence: 0.93,
      why: around === '' ? 'the same number, plainly written' : `the number without “${around}”`,
      source: 'number',
    },
  ];
}

/** Plain notation of a number with dividers; undefined where a comma may be either. */
function plainNumber(text: string): string | undefined {
  if (/^[-+]?\d+(\.\d+)?$/.test(text)) return text.replace(/^\+/, '');
  if (/^[-+]?\d{1,3}(,\d{2,3})*,\d{3}\.\d+$/.test(text) || /^[-+]?\d{1,3}(,\d{2,3})+,\d{3}$/.test(text))
    return text.replaceAll(',', '');
  if (/^[-+]?\d{1,3}(\.\d{3})+,\d+$/.test(text)) return text.replaceAll('.', '').replace(',', '.');
  if (/^[-+]?\d+,(\d{1,2}|\d{4,})$/.test(text)) return text.replace(',', '.');
  return undefined;
}

/** The same text in another form: trimmed, without blanks, all small, all capital. */
function proposeForms(broken: ProposalCase): readonly Proposal[] {
  const column = columnOf(broken);
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
