import type { ReactNode } from 'react';

/** A control with its label above it. */
export function Field({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is its child
    <label className="choice">
      <span>{label}</span>
      {children}
    </label>
  );
}

/** One of several, each with what it is called. */
export function Options<Value extends string>({
  options,
  value,
  onChange,
}: {
  readonly options: readonly (readonly [Value, string])[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}) {
  return (
    // Only these values can be chosen.
    <select className="input" value={value} onChange={(event) => onChange(event.currentTarget.value as Value)}>
      {options.map(([name, title]) => (
        <option key={name} value={name}>
          {title}
        </option>
      ))}
    </select>
  );
}
