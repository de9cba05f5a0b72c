interface Choice<Name extends string> {
  readonly views: readonly (readonly [Name, string])[];
  readonly view: Name;
  readonly isReady: boolean;
  readonly show: (name: Name) => void;
}

/** The sides from which files are looked at before their first run. */
export function ViewChoice<Name extends string>({ views, view, isReady, show }: Choice<Name>) {
  return (
    <fieldset className="segmented" aria-label="What to look at" disabled={!isReady}>
      {views.map(([name, label]) => (
        <button key={name} type="button" aria-pressed={view === name} onClick={() => show(name)}>
          {label}
        </button>
      ))}
    </fieldset>
  );
}
