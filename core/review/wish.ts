import type { Decision, DecisionDetails } from '#core/store/decisions.ts';

/** What a person decides about a record. */
export interface Wish {
  readonly dataset: string;
  readonly recordId: number;
  readonly kind: Exclude<Decision['kind'], 'added'>;
  /** Of a fix: the new text of each column. */
  readonly cells: Readonly<Record<string, string>>;
  readonly reason: string | null;
  readonly details: DecisionDetails;
  readonly source: string;
}
