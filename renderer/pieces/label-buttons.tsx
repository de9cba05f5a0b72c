import { type AnomalyLabel, anomalyLabels } from '#core/contract/detectors.ts';

/** How a label looks, and the key that gives it. */
export const looks: Readonly<Record<AnomalyLabel, { readonly sign: string; readonly name: string; readonly key: string }>> = {
  expected: { sign: '✓', name: 'Expected', key: 'e' },
  fraud: { sign: '◆', name: 'Fraud', key: 'f' },
  'data error': { sign: '▲', name: 'Data error', key: 'd' },
};

const colours: Readonly<Record<AnomalyLabel, string>> = { expected: 'clean', fraud: 'broken', 'data error': 'wrong' };

/** The label that a key gives. */
export function labelOfKey(pressed: string): AnomalyLabel | undefined {
  return anomalyLabels.find((label) => looks[label].key === pressed.toLowerCase());
}

/** The label of an anomaly, or what gives it one. */
export function LabelButtons({
  about,
  label,
  onLabel,
}: {
  readonly about: string;
  readonly label: AnomalyLabel | null;
  readonly onLabel: (label: AnomalyLabel | null) => void;
}) {
  if (label !== null)
    return (
      <button
        type="button"
        className={`badge label-badge ${colours[label]}`}
        title="Remove label"
        aria-label={`${about} is labelled ${label}: remove label`}
        onClick={() => onLabel(null)}
      >
        {looks[label].sign} {label}
      </button>
    );
  return (
    <span className="label-buttons">
      {anomalyLabels.map((one) => (
        <button
          key={one}
          type="button"
          className="button small"
          title={looks[one].name}
          aria-label={`Label ${about}: ${one}`}
          onClick={() => onLabel(one)}
        >
          {looks[one].key.toUpperCase()}
        </button>
      ))}
    </span>
  );
}
