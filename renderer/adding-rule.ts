import { create } from 'zustand';
import type { MinedRule } from '#core/contract/profile.ts';

/** What a person wants a rule for, so that the dialog need not ask. */
export interface RuleWanted {
  readonly dataset?: string;
  readonly column?: string;
  /** A rule to begin with: its kind, and its options as they are typed. */
  readonly kind?: string;
  readonly typed?: Readonly<Record<string, string>>;
}

/** The rule that is being added, if any. */
export const useRuleWanted = create<{ readonly wanted: RuleWanted | undefined }>(() => ({ wanted: undefined }));

/** Opens the dialog in which a rule is stated, or closes it. */
export function askForRule(wanted: RuleWanted | undefined): void {
  useRuleWanted.setState({ wanted });
}

/** Asks for a rule that the data suggest, so that it can be changed first. */
export function adjustRule(dataset: string, mined: MinedRule): void {
  askForRule({ dataset, kind: String(mined.rule['rule']), typed: typedOf(mined) });
}

/** The options of a rule as a person would type them. */
function typedOf({ rule: { rule: _, ...options } }: MinedRule): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name, Array.isArray(value) ? value.join('\n') : String(value)]),
  );
}
