import type { DetectorName, Sensitivity } from '#core/contract/detectors.ts';

/** How a value stands among others. */
export interface Standing {
  readonly low: number;
  readonly high: number;
  /** How far it lies from the middle, in the unit of the method. */
  readonly score: number;
}

/** Finds unusual numbers among their peers. */
export interface Detector {
  readonly name: DetectorName;
  readonly title: string;
  readonly limits: Readonly<Record<Sensitivity, number>>;
  /** The score from which something is unusual, where it is another one than the limit. */
  readonly scoreLimit?: number;
  /**
   * Prepares for peers, sorted; a value that is one of them is left out while it is judged. Undefined where nothing can be said: the others do
   * not vary.
   */
  readonly prepare: (peers: Float64Array, limit: number) => (value: number, isPeer: boolean) => Standing | undefined;
}

/** The score where any distance is without measure. */
export const farthest = 1e6;

/** Fewer peers than this say nothing. */
export const fewestPeers = 20;
