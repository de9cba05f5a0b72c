import type { StatedRule } from './sentence-field.tsx';

interface ConditionsProps {
  readonly stated: StatedRule;
  readonly set: (changed: Partial<StatedRule>) => void;
  readonly id: string;
  readonly onName: (id: string) => void;
}

/** What rules of every kind have: for which records they hold, how many may fail, how bad that is, and a name. */
export function RuleConditions({ stated: { when, allow, severity }, set, id, onName }: ConditionsProps) {
  return (
    <>
      <label className="choice">
        <span>Only when (optional)</span>
        <input
          className="input mono"
          placeholder="region = 'North' and quantity > 10"
          spellCheck={false}
          value={when}
          onChange={(event) => set({ when: event.currentTarget.value })}
        />
      </label>
      <label className="choice">
        <span>The rule passes while no more fail than (optional)</span>
        <input
          className="input"
          placeholder="20 rows, or 0.5%, or 5 rows / 20 rows to warn in between"
          spellCheck={false}
          value={allow}
          onChange={(event) => set({ allow: event.currentTarget.value })}
        />
      </label>
      <div className="row">
        <label className="choice" style={{ flex: 1 }}>
          <span>When a record fails</span>
          <select className="input" value={severity} onChange={(event) => set({ severity: event.currentTarget.value })}>
            <option value="error">set the record aside</option>
            <option value="critical">set the record aside as critical</option>
            <option value="warning">warn and let the record pass</option>
            <option value="info">note it and let the record pass</option>
          </select>
        </label>
        <label className="choice" style={{ flex: 1 }}>
          <span>Rule ID</span>
          <input className="input mono" value={id} spellCheck={false} onChange={(event) => onName(event.currentTarget.value)} />
        </label>
      </div>
    </>
  );
}
