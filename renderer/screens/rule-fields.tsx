import type { z } from 'zod';
import type { ruleField } from '#core/contract/rules.ts';

type Field = z.output<typeof ruleField>;

/** The options of a rule as they are typed, by name. */
export type Typed = Readonly<Record<string, string>>;

/** The fields of a rule: columns and datasets are chosen, everything else is written. */
export function RuleFields({
  fields,
  columns,
  datasets,
  typed,
  change,
}: {
  readonly fields: readonly Field[];
  readonly columns: readonly string[];
  readonly datasets: readonly string[];
  readonly typed: Typed;
  readonly change: (name: string, text: string) => void;
}) {
  return fields.map(({ name, label, input, hint, isOptional }) => {
    const value = typed[name] ?? '';
    const shown = isOptional ? `${label} (optional)` : label;
    if (input === 'column' || input === 'dataset')
      return (
        <label key={name} className="choice">
          <span>{shown}</span>
          <select className="input" value={value} onChange={(event) => change(name, event.currentTarget.value)}>
            <option value="" />
            {(input === 'column' ? columns : datasets).map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
      );
    if (input === 'columns')
      return (
        <fieldset key={name} className="choice">
          <legend>{shown}</legend>
          <span className="row" style={{ flexWrap: 'wrap', maxHeight: 120, overflow: 'auto' }}>
            {columns.map((column) => {
              const chosen = value === '' ? [] : value.split('\n');
              return (
                <label key={column} className="row small">
                  <input
                    type="checkbox"
                    checked={chosen.includes(column)}
                    onChange={(event) =>
                      change(
                        name,
                        (event.currentTarget.checked ? [...chosen, column] : chosen.filter((one) => one !== column)).join('\n'),
                      )
                    }
                  />
                  {column}
                </label>
              );
            })}
          </span>
        </fieldset>
      );
    const text = { id: `rule-${name}`, placeholder: hint, value, spellCheck: false } as const;
    return (
      <div key={name} className="choice">
        <label htmlFor={`rule-${name}`}>{shown}</label>
        {input === 'list' && (
          <textarea className="input" rows={4} {...text} onChange={(event) => change(name, event.currentTarget.value)} />
        )}
        {input !== 'list' && (
          <input
            className={input === 'expression' ? 'input mono' : 'input'}
            {...text}
            onChange={(event) => change(name, event.currentTarget.value)}
          />
        )}
      </div>
    );
  });
}

/** The options that the fields say; undefined while one is missing that is needed. */
export function optionsOf(
  fields: readonly Field[],
  typed: Typed,
): Readonly<Record<string, string | number | string[]>> | undefined {
  const options: Record<string, string | number | string[]> = {};
  for (const { name, input, isOptional } of fields) {
    const text = (typed[name] ?? '').trim();
    if (text === '') {
      if (!isOptional) return undefined;
      continue;
    }
    if (input === 'columns') options[name] = text.split('\n');
    else if (input === 'list')
      options[name] = text
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '');
    else options[name] = input === 'number' && Number.isFinite(Number(text)) ? Number(text) : text;
  }
  return options;
}
