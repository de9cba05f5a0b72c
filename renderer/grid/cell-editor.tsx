import { useQuery } from '@tanstack/react-query';
import type { CustomCellEditorProps } from 'ag-grid-react';
import { useEffect, useRef, useState } from 'react';
import { ask } from '../client.ts';
import { stagedOf, useReview } from '../review.ts';
import { useGrid } from './grid-context.ts';
import type { GridRow } from './grid-row.ts';

/** A cell of an exception being rewritten: every letter is checked by all rules of the record. */
export function CellEditor({ initialValue, onValueChange, column, data, eventKey }: CustomCellEditorProps<GridRow, string>) {
  const { dataset } = useGrid();
  const name = column.getColId();
  const input = useRef<HTMLInputElement>(null);
  const begins =
    eventKey && eventKey.length === 1
      ? eventKey
      : eventKey === 'Backspace' || eventKey === 'Delete'
        ? ''
        : String(initialValue ?? '');
  const [text, setText] = useState(begins);
  const earlier = useReview((review) => stagedOf(review, dataset, data.id));
  const verdict = useQuery({
    ...ask.exceptions.try.queryOptions({
      input: { dataset, recordId: data.id, cells: { ...earlier, [name]: text } },
      placeholderData: (before) => before,
    }),
    staleTime: 0,
  });
  useEffect(() => {
    onValueChange(begins);
    input.current?.focus();
    if (begins === initialValue) input.current?.select();
  }, [begins, initialValue, onValueChange]);
  const own = verdict.data?.problems.filter(({ columns }) => columns.includes(name)) ?? [];
  const others =
    verdict.data?.problems.filter(
      ({ columns, severity }) => !columns.includes(name) && (severity === 'error' || severity === 'critical'),
    ) ?? [];
  const sentence = verdict.data?.passes
    ? '✓ passes: Enter moves it to clean'
    : (own[0]?.reason ?? (others[0] ? `✓ this cell passes; still: ${others[0].reason}` : ''));
  return (
    <div className={verdict.data?.passes ? 'cell-editor passes' : 'cell-editor'}>
      <input
        ref={input}
        aria-label={`${name} of record ${data.id}`}
        aria-describedby="cell-verdict"
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          onValueChange(event.currentTarget.value);
        }}
      />
      <span id="cell-verdict" className="cell-verdict" aria-live="polite">
        {sentence}
      </span>
    </div>
  );
}
