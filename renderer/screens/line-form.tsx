import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RecordDetail } from '#core/contract/records.ts';
import { ask, sentenceOf } from '../client.ts';
import { acceptLine } from '../decide.ts';

/** A broken line to be rewritten: it is divided into cells and checked at every letter. */
export function LineForm({ record, line }: { readonly record: RecordDetail; readonly line: string }) {
  const { dataset, id } = record;
  const [text, setText] = useState(line);
  const split = useQuery({
    ...ask.exceptions.split.queryOptions({ input: { dataset, recordId: id, text } }),
    placeholderData: (before) => before,
  });
  const cells = split.data?.problem === null ? split.data.cells : undefined;
  const isWhole = cells !== undefined;
  const verdict = useQuery({
    ...ask.exceptions.try.queryOptions({ input: { dataset, recordId: id, cells: cells ?? {} } }),
    placeholderData: (before) => before,
    enabled: isWhole,
  });
  const blocking = isWhole
    ? (verdict.data?.problems ?? []).filter(({ severity }) => severity === 'error' || severity === 'critical')
    : [];
  const passes = isWhole && verdict.data?.passes === true && !verdict.isFetching && !split.isPlaceholderData;
  const failed = split.error ?? verdict.error;
  const wrong = failed
    ? sentenceOf(failed)
    : (split.data?.problem ?? (blocking.length > 0 ? blocking.map(({ reason }) => reason).join('; ') : undefined));
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (passes && cells) void acceptLine(dataset, id, cells);
      }}
    >
      <textarea
        id="line"
        className="input line-text"
        aria-label="The rewritten line"
        aria-describedby="line-verdict"
        spellCheck={false}
        rows={Math.min(6, Math.max(2, Math.ceil(text.length / 34)))}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey) return;
          event.preventDefault();
          event.currentTarget.form?.requestSubmit();
        }}
      />
      <p id="line-verdict" className="small wrap" aria-live="polite" style={{ minHeight: 34, margin: '4px 0' }}>
        {wrong === undefined ? (
          passes && <span className="clean-ink">✓ Every rule of this record passes. Enter accepts it.</span>
        ) : (
          <span className="wrong-ink">▲ {wrong}</span>
        )}
      </p>
      <div className="row">
        <button type="submit" className="button primary small" disabled={!passes}>
          Accept as clean
        </button>
        {text !== line && (
          <button type="button" className="button small quiet" onClick={() => setText(line)}>
            As it was
          </button>
        )}
      </div>
      <dl className="fields" aria-label="The cells of the line">
        {record.cells.map(({ column }) => {
          const cell = split.data?.cells[column];
          const isWrong = blocking.some(({ columns }) => columns.includes(column));
          return (
            <div key={column} style={{ display: 'contents' }}>
              <dt>{column}</dt>
              <dd className={isWrong ? 'wrong-ink' : undefined}>
                {isWrong && '▲ '}
                {cell ?? <span className="broken-ink">◆ no cell</span>}
                {cell === '' && <span className="muted">empty</span>}
              </dd>
            </div>
          );
        })}
        {split.data?.extra.map((cell, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: cells without a column have nothing but their place
          <div key={place} style={{ display: 'contents' }}>
            <dt className="broken-ink">◆ no column</dt>
            <dd>{cell}</dd>
          </div>
        ))}
      </dl>
    </form>
  );
}
