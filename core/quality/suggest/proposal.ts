import type { ColumnDefinition } from '#core/definition/column.ts';
import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import type { Value } from '../type.ts';
import type { NearestFinder } from './nearest.ts';

/** New texts for cells of a record, before anybody has checked that they help. */
export interface Proposal {
  readonly cells: Readonly<Record<string, string>>;
  /** How sure it is, 0 to 1. */
  readonly confidence: number;
  readonly why: string;
  /** The kind of evidence. */
  readonly source: 'mapping' | 'nearest value' | 'parent' | 'agreement' | 'formula' | 'date' | 'percent' | 'number' | 'form';
}

/** A record that breaks a rule, and what is known about its columns. */
export interface KnownCase {
  readonly columns: Readonly<Record<string, ColumnDefinition>>;
  readonly textOf: (column: string) => string;
  readonly typedOf: (column: string) => Value;
  readonly isEmpty: (text: string) => boolean;
  /** All rules of the dataset. */
  readonly rules: readonly RuleDefinition[];
  /** The rule that is broken. */
  readonly rule: RuleDefinition;
  /** Among the texts that clean records have in a column. */
  readonly nearestKnown: (column: string) => NearestFinder;
  /** Among texts that are all right. */
  readonly nearestOf: (name: string, texts: readonly string[]) => NearestFinder;
  /** Among the values of the other dataset that a reference leads to; of references over one column. */
  readonly nearestParent: (rule: RuleDefinition) => NearestFinder | undefined;
  /** What most records with the same determinant say. */
  readonly agreed: (
    rule: RuleDefinition,
  ) => { readonly text: string; readonly share: number; readonly members: number } | undefined;
  /** Whether a rule says that a column is wrong; a formula says so of one of several. */
  readonly isWrong: (column: string) => boolean;
  /** What a person once said that a text stands for. */
  readonly learned: (column: string, text: string) => string | undefined;
}

/** The same, with what the rules that determine a column say of it. */
export interface ProposalCase extends KnownCase {
  readonly completions: (column: string) => readonly Proposal[];
}

/** Makes proposals for one broken rule; none where the evidence is not enough. */
export type Proposer = (broken: ProposalCase) => readonly Proposal[];
