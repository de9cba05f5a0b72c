import { type DetectorName, type Sensitivity, sensitivities } from '#core/contract/detectors.ts';

/** How each way to look is called, and what its scores count. */
export const methods: Readonly<Record<DetectorName, { readonly title: string; readonly unit: string }>> = {
  'z-score': { title: 'standard deviations from the mean', unit: 'standard deviations' },
  iqr: { title: 'interquartile range', unit: 'interquartile ranges' },
  'modified-z': { title: 'distance from the median', unit: 'typical distances' },
  percentile: { title: 'percentiles', unit: 'times the distance of the percentile' },
  'isolation-forest': { title: 'unusual combinations (isolation forest)', unit: 'of 1' },
};

const sensitivityTitles: Readonly<Record<Sensitivity, string>> = {
  low: 'only what is very unusual',
  medium: 'what is unusual',
  high: 'also what is slightly unusual',
};

/** The sensitivities, each with what it is called. */
export const sensitivityChoices = sensitivities.map((name) => [name, sensitivityTitles[name]] as const);
