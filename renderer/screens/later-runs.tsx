/** What a change of many records means for the runs to come. */
export type Later = 'nothing' | 'mapping' | 'step';

interface LaterProps {
  readonly value: Later;
  readonly canBeMapping: boolean;
  readonly canBeStep: boolean;
  readonly change: (value: Later) => void;
}

const choices: readonly (readonly [Later, string, string])[] = [
  ['nothing', 'This run only', 'Later files are not changed.'],
  ['mapping', 'Remember it as a mapping', 'Later files are corrected in the same way; corrections are listed under Auto-fixed.'],
  [
    'step',
    'Do this in every run',
    'Adds a cleaning step for every record with these texts, clean ones too. You can change it under Cleaning steps.',
  ],
];

/** Asks whether a change of many records is to be made in later runs too. */
export function LaterRuns({ value, canBeMapping, canBeStep, change }: LaterProps) {
  const offered = choices.filter(([name]) => name === 'nothing' || (name === 'mapping' ? canBeMapping : canBeStep));
  if (offered.length === 1) return null;
  return (
    <fieldset className="choice">
      <legend>And in later runs?</legend>
      {offered.map(([name, label, about]) => (
        <label key={name} className="row">
          <input type="radio" name="later" checked={value === name} onChange={() => change(name)} />
          <span>
            {label}
            <span className="muted small block">{about}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
