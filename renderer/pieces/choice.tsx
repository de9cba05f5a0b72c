/** One of several, each with what it is called. */
export function Choice<Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly (readonly [Value, string])[];
  readonly onChange: (value: Value) => void;
}) {
  return (
    <select
      className="input small"
      aria-label={label}
      title={label}
      value={value}
      // Only these values can be chosen.
      onChange={(event) => onChange(event.currentTarget.value as Value)}
    >
      {options.map(([name, title]) => (
        <option key={name} value={name}>
          {title}
        </option>
      ))}
    </select>
  );
}
