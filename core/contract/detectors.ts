/** The ways to find unusual numbers. */
export const detectorNames = ['z-score', 'iqr', 'modified-z', 'percentile', 'isolation-forest'] as const;

export type DetectorName = (typeof detectorNames)[number];

/** How readily something is called unusual. */
export const sensitivities = ['low', 'medium', 'high'] as const;

export type Sensitivity = (typeof sensitivities)[number];

/** Whether numbers are compared as they are or by their logarithms; auto: by their logarithms where they are positive and far from even. */
export const numberScales = ['auto', 'linear', 'logarithmic'] as const;

export type NumberScale = (typeof numberScales)[number];

/** What a person says of something unusual. */
export const anomalyLabels = ['expected', 'fraud', 'data error'] as const;

export type AnomalyLabel = (typeof anomalyLabels)[number];
