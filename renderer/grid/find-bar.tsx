import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { engine, sentenceOf } from '../client.ts';
import { count, counted } from '../format.ts';
import { useGrid } from './grid-context.ts';
import type { GridHandle } from './use-grid-rows.ts';

type Found = Awaited<ReturnType<typeof engine.records.find>>;

/** Goes from row to row in which a cell holds a text, all rows staying where they are. */
export function FindBar({ handle, onClose }: { readonly handle: GridHandle; readonly onClose: () => void }) {
  const { dataset, what, query } = useGrid();
  const [text, setText] = useState('');
  const [result, setResult] = useState<Found & { readonly of: string }>();
  const [problem, setProblem] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  const isBusy = useRef(false);
  useEffect(() => input.current?.focus(), []);

  const find = async (direction: 'forward' | 'backward'): Promise<void> => {
    if (text === '' || isBusy.current) return;
    isBusy.current = true;
    const { record: _, view: __, ...meant } = query;
    const before = result?.of === text ? result.found : null;
    const at = before?.place ?? handle.api.getFocusedCell()?.rowIndex ?? 0;
    const isSame = before !== null && before !== undefined;
    const offset = isSame ? Math.max(0, at + (direction === 'forward' ? 1 : -1)) : at;
    // Behind the first row backward is from the last one on.
    const isRound = isSame && direction === 'backward' && at === 0;
    try {
      const next = await engine.records.find({
        dataset,
        what,
        ...(JSON.parse(JSON.stringify(meant)) as object),
        text,
        offset: isRound ? Number.MAX_SAFE_INTEGER : offset,
        direction,
      });
      setProblem(undefined);
      setResult({ ...next, of: text });
      if (!next.found) return;
      handle.goTo(next.found.place + 1, next.found.column ?? undefined);
      // The next Enter goes on.
      input.current?.focus();
    } catch (error) {
      setProblem(sentenceOf(error));
    } finally {
      isBusy.current = false;
    }
  };
  const told =
    problem ??
    (result?.of !== text || text === ''
      ? ''
      : result.found
        ? `${count(result.found.number)} of ${counted(result.total, 'row')}`
        : what === 'raw'
          ? 'no row holds it'
          : 'no row holds it; numbers are found by their whole value');
  return (
    <search className="find-bar">
      <input
        ref={input}
        className="input small"
        aria-label="Find in the cells"
        placeholder="Find in the cells"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onClose();
          if (event.key !== 'Enter') return;
          event.preventDefault();
          void find(event.shiftKey ? 'backward' : 'forward');
        }}
      />
      <button
        type="button"
        className="button small quiet"
        aria-label="Previous match"
        title="Shift Enter"
        onClick={() => void find('backward')}
      >
        <ChevronUp size={14} />
      </button>
      <button
        type="button"
        className="button small quiet"
        aria-label="Next match"
        title="Enter"
        onClick={() => void find('forward')}
      >
        <ChevronDown size={14} />
      </button>
      <span className={problem ? 'wrong-ink' : 'muted'} aria-live="polite">
        {told}
      </span>
      <span className="spacer" />
      <button type="button" className="button small quiet" aria-label="Close find" title="Escape" onClick={onClose}>
        <X size={14} />
      </button>
    </search>
  );
}
