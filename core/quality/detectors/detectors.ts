import type { Detector } from './detector.ts';
import { iqr } from './iqr.ts';
import { modifiedZ } from './modified-z.ts';
import { percentile } from './percentile.ts';
import { zScore } from './z-score.ts';

/** The detectors that look at one column; the isolation forest looks at all of them together. */
export const detectors: readonly Detector[] = [zScore, iqr, modifiedZ, percentile];

/** The sum of the scores of patterns from which a record is unusual. */
export const patternLimits = { low: 3, medium: 2, high: 1 } as const;
