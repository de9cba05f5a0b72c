import type { z } from 'zod';
import type { ruleField } from '#core/contract/rules.ts';

type Field = z.output<typeof ruleField>;

/** The options of a rule or step as they are typed, by name. */
export type Typed = Readonly<Record<string, string>>;

/** The fields of a rule or step: columns and datasets are chosen, everything else is written. */
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
  return fields.map(({ name, label, input, hint, isOptional, choices }) => {
    const value = typed[name] ?? '';
    const shown = isOptional ? `${label} (optional)` : label;
    if (input === 'flag')
      return (
        <label key={name} className="row">
          <input
            type="checkbox"
            checked={value === 'true'}
            onChange={(event) => change(name, event.currentTarget.checked ? 'true' : '')}
          />
          {label}
        </label>
      );
    if (input === 'column' || input === 'dataset' || input === 'choice')
      return (
        <label key={name} className="choice">
          <span>{shown}</span>
          <select className="input" value={value} onChange={(event) => change(name, event.currentTarget.value)}>
            <option value="" />
            {(input === 'column' ? columns : input === 'dataset' ? datasets : choices).map((one) => (
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
        {isMultiline(input) && (
          <textarea className="input" rows={4} {...text} onChange={(event) => change(name, event.currentTarget.value)} />
        )}
        {!isMultiline(input) && (
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

function isMultiline(input: Field['input']): boolean {
  return input === 'list' || input === 'texts' || input === 'pairs';
}

type OptionValue = string | number | boolean | string[] | Record<string, string>;

/** The options that the fields say; undefined while one is missing that is needed. */
export function optionsOf(fields: readonly Field[], typed: Typed): Readonly<Record<string, OptionValue>> | undefined {
  const options: Record<string, OptionValue> = {};
  for (const { name, input, isOptional } of fields) {
    const written = typed[name] ?? '';
    const text = input === 'text' || input === 'texts' || input === 'pairs' ? written : written.trim();
    if (text === '') {
      if (!isOptional) return undefined;
      continue;
    }
    const value = optionOf(input, text);
    if (value === undefined) return undefined;
    options[name] = value;
  }
  return options;
}

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

function optionOf(input: Field['input'], text: string): OptionValue | undefined {
  switch (input) {
    case 'columns':
      return text.split('\n');
    case 'list':
      return lines(text);
    case 'texts':
      // Spaces may be what is meant.
      return text.split('\n').filter((line) => line !== '');
    case 'pairs': {
      const pairs = pairsIn(text);
      return pairs.every((pair) => pair !== null) ? Object.fromEntries(pairs) : undefined;
    }
    case 'flag':
      return text === 'true';
    case 'number':
      return Number.isFinite(Number(text)) ? Number(text) : text;
    default:
      return text;
  }
}

/** Options as they would be typed. */
export function typedOf(fields: readonly Field[], options: Readonly<Record<string, unknown>>): Typed {
  return Object.fromEntries(
    fields.flatMap(({ name, input }) => {
      const value = options[name];
      if (value === undefined || value === null) return [];
      if (input === 'pairs')
        return [
          [
            name,
            Object.entries(value)
              .map(([from, to]) => `${from} → ${String(to)}`)
              .join('\n'),
          ],
        ];
      return [[name, Array.isArray(value) ? value.join('\n') : String(value)]];
    }),
  );
}

/** The pairs that are written line by line, `old → new`; null for a line without an arrow. */
function pairsIn(text: string): readonly (readonly [string, string] | null)[] {
  const written = text.split('\n').filter((line) => line.trim() !== '');
  return written.map((line) => {
    const found = /^(.*?) ?→ ?(.*)$/.exec(line) ?? /^(.*?) ?(?:=>|->) ?(.*)$/.exec(line);
    return found && [found[1] ?? '', found[2] ?? ''];
  });
}

/** What is wrong with pairs as they are written; undefined where nothing is. */
export function problemOfPairs(fields: readonly Field[], typed: Typed): string | undefined {
  const pairs = fields.filter(({ input }) => input === 'pairs').flatMap(({ name }) => pairsIn(typed[name] ?? ''));
  const missing = pairs.indexOf(null);
  if (missing >= 0) return `Line ${missing + 1} has no arrow: write “old → new”; -> works too.`;
  const keys = pairs.map((pair) => pair?.[0] ?? '');
  const twice = keys.findIndex((key, place) => keys.indexOf(key) < place);
  return twice < 0 ? undefined : `Line ${twice + 1} repeats “${keys[twice]}”, which has another line already.`;
}
