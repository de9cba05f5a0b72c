import type { DatasetProfile } from '#core/contract/profile.ts';
import type { Value } from '../type.ts';
import type { PossibleParent } from './references.ts';

/** A rule that the data suggest; whether it holds for all records is another's to count. */
export interface Candidate {
  /** The kind of the rule with its options. */
  readonly rule: Record<string, string | number | boolean | string[]> & { readonly rule: string };
  /** What the id of the rule begins with. */
  readonly about: string;
  /** What it says, for people. */
  readonly sentence: string;
  /** How telling it is, whatever it finds: from 0 to 1. */
  readonly worth: number;
}

/** What rules are mined from: what all records hold, and some of them as they are. */
export interface Mined {
  readonly profile: DatasetProfile;
  /** Typed values of some records, numbers in minor units, in the order of the columns of the profile. */
  readonly sample: readonly (readonly Value[])[];
  /** Datasets that records may refer to. */
  readonly parents: readonly PossibleParent[];
}

/** The share of the records that may break a rule which is proposed all the same. */
export const fewBreak = 0.02;
