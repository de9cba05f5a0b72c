import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';
import type { PipelineDetail } from '#core/contract/pipeline.ts';

export type Rule = PipelineDetail['rules'][number];

/** The options of a rule; those that a person may change are fields. */
export function RuleOptions({ rule, onChange }: { readonly rule: Rule; readonly onChange: (options: Rule['options']) => void }) {
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  // Counted while one types, but not at every letter.
  const count = useDebouncedCallback(
    (name: string, value: unknown, text: string) => {
      if (text === String(value) || text === '') return;
      onChange({ [name]: typeof value === 'number' && Number.isFinite(Number(text)) ? Number(text) : text });
    },
    { delay: 250, flushOnUnmount: true },
  );
  const shown = Object.entries(rule.options).filter(([name]) => name !== 'column' && name !== 'columns');
  return (
    <span className="row" style={{ flexWrap: 'wrap' }}>
      {shown.map(([name, value]) =>
        rule.editable.includes(name) ? (
          <label key={name} className="row small">
            <span className="muted">{name}</span>
            <input
              className="input small"
              style={{ width: name === 'expression' ? 300 : 110 }}
              value={typed[name] ?? String(value)}
              onChange={({ currentTarget: { value: text } }) => {
                setTyped((known) => ({ ...known, [name]: text }));
                count(name, value, text.trim());
              }}
              onBlur={() => setTyped({})}
              onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
            />
          </label>
        ) : (
          <span key={name} className="small wrap" style={{ maxWidth: 380 }}>
            <span className="muted">{name}</span>{' '}
            {Array.isArray(value) ? value.join(', ') : typeof value === 'object' ? JSON.stringify(value) : String(value)}
          </span>
        ),
      )}
    </span>
  );
}
