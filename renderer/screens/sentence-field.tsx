import { useState } from 'react';
import { engine, sentenceOf } from '../client.ts';
import type { Typed } from './rule-fields.tsx';

/** A rule as the form for it holds it. */
export interface StatedRule {
  readonly kind: string;
  readonly typed: Typed;
  readonly when: string;
  readonly allow: string;
  readonly severity: string;
  /** What a sentence said besides: options that the form has no field for. */
  readonly said?: Readonly<Record<string, unknown>> | undefined;
}

/** States a whole rule in one sentence, which then fills the form; `kinds` are those that can be added. */
export function SentenceField({
  kinds,
  onRead,
}: {
  readonly kinds: readonly string[];
  readonly onRead: (rule: StatedRule) => void;
}) {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string>();
  const read = async (): Promise<void> => {
    if (text.trim() === '') return;
    try {
      const { rule, problem: wrong } = await engine.rules.read({ sentence: text });
      setProblem(wrong ?? undefined);
      if (!rule) return;
      if (kinds.includes(String(rule['rule']))) onRead(statedRule(rule));
      else setProblem('rules of this kind follow from the columns and the file; there is nothing to add');
    } catch (error) {
      setProblem(sentenceOf(error));
    }
  };
  return (
    <div className="stack tight">
      <label className="choice">
        <span>In one sentence (optional)</span>
        <span className="row">
          <input
            className="input"
            style={{ flex: 1 }}
            data-autofocus
            placeholder="quantity is between 1 and 100 when region is North"
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              void read();
            }}
          />
          <button type="button" className="button" disabled={text.trim() === ''} onClick={() => void read()}>
            Fill in
          </button>
        </span>
      </label>
      {problem !== undefined && (
        <p className="wrong-ink wrap small" role="alert">
          ▲ {`${problem[0]?.toUpperCase()}${problem.slice(1)}.`}
        </p>
      )}
    </div>
  );
}

function statedRule({ id: _, rule, when = '', allow = '', severity = 'error', ...options }: Record<string, unknown>): StatedRule {
  return {
    kind: String(rule),
    typed: Object.fromEntries(
      Object.entries(options).map(([name, value]) => [name, Array.isArray(value) ? value.join('\n') : String(value)]),
    ),
    when: String(when),
    allow: typeof allow === 'string' ? allow : Object.values(allow as object).join(' / '),
    severity: String(severity),
    said: options,
  };
}
