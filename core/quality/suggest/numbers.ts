import type { Proposal, ProposalCase } from './proposal.ts';

/** A percentage in a column of shares: 15 for 0.15. */
export function proposePercent({ rule, typedOf, columns, textOf }: ProposalCase): readonly Proposal[] {
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
export function proposeNumber({ rule, columns, textOf }: ProposalCase): readonly Proposal[] {
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
