import { create } from 'zustand';

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
