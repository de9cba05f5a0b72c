import { counted } from '#core/contract/counted.ts';
import type { ColumnFigures } from '#core/contract/profile.ts';
import { placeholder } from '../values/placeholder.ts';

/** A cleaning step that the figures of a column suggest. */
export interface StepCandidate {
  /** The step as it stands in a definition. */
  readonly step: Readonly<Record<string, string | string[] | Readonly<Record<string, string>>>>;
  readonly sentence: string;
  readonly evidence: string;
  /** The texts that it changes; undefined where they are those with odd spaces. */
  readonly texts: readonly string[] | undefined;
  readonly isLossless: boolean;
}

const mostShown = 4;

/** Proposed steps: unify spellings of a value, empty cells that hold only a word for “empty”, and clean up spaces. */
export function stepsOfColumn(column: ColumnFigures): readonly StepCandidate[] {
  return [spellings(column), placeholders(column), spaces(column)].filter((found) => found !== undefined);
}

function spellings({ name, variants }: ColumnFigures): StepCandidate | undefined {
  const values = variants.flatMap(({ values: [usual, ...others] }) =>
    usual === undefined ? [] : others.map(({ value, count }) => ({ from: value, to: usual.value, count })),
  );
  if (values.length === 0) return undefined;
  const shown = values.slice(0, mostShown).map(({ from, to, count }) => `“${from}” (${count}) → “${to}”`);
  const more = values.length - shown.length;
  return {
    step: { step: 'map', column: name, values: Object.fromEntries(values.map(({ from, to }) => [from, to])) },
    sentence: `Use one spelling for each value of ${name}`,
    evidence: `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
    texts: values.map(({ from }) => from),
    isLossless: false,
  };
}

function placeholders({ name, top, rare, unreadTop }: ColumnFigures): StepCandidate | undefined {
  const found = new Map([...top, ...rare, ...unreadTop].map(({ value, count }) => [value, count]));
  const words = [...found].filter(([value]) => placeholder.test(value));
  if (words.length === 0) return undefined;
  return {
    step: { step: 'set-empty', column: name, values: words.map(([word]) => word) },
    sentence: `Empty ${name} where it only says ${words.map(([word]) => `“${word}”`).join(' or ')}`,
    evidence: words.map(([word, count]) => `“${word}” in ${counted(count, 'record')}`).join(', '),
    texts: words.map(([word]) => word),
    isLossless: false,
  };
}

function spaces({ name, type, oddSpaces }: ColumnFigures): StepCandidate | undefined {
  if (type !== 'text' || oddSpaces === 0) return undefined;
  return {
    step: { step: 'collapse-space', column: name },
    sentence: `Collapse repeated spaces in ${name}`,
    evidence: `${counted(oddSpaces, 'record')} with doubled or no-break spaces`,
    texts: undefined,
    isLossless: true,
  };
}
