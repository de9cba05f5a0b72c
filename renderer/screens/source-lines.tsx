import { useEffect, useRef } from 'react';
import { create } from 'zustand';
import type { RecordDetail } from '#core/contract/records.ts';
import { count } from '../format.ts';
import { VisibleText } from '../pieces/visible-text.tsx';

/** How many bytes stand beside each other. */
const width = 6;

const useForm = create<{ readonly isBytes: boolean }>(() => ({ isBytes: false }));

/** The line of a record with its neighbours, exactly as they stand in the file: as text, or byte by byte. */
export function SourceLines({ record }: { readonly record: RecordDetail }) {
  const hasBytes = record.lines.some(({ bytes }) => bytes !== '');
  const isBytes = useForm((form) => form.isBytes) && hasBytes;
  const box = useRef<HTMLElement>(null);
  const shown = `${record.dataset}/${record.id}/${isBytes}`;
  useEffect(() => {
    const it = shown === '' ? null : box.current?.querySelector<HTMLElement>('.it');
    // The bytes of the neighbours before it would take the room.
    if (box.current && it) box.current.scrollTop = it.offsetTop - box.current.offsetTop;
  }, [shown]);
  return (
    <>
      <div className="row panel-head">
        <h2 id="source">Source</h2>
        {hasBytes && (
          <fieldset className="segmented small" aria-label="Show the source as">
            {['Text', 'Bytes'].map((name) => (
              <button
                key={name}
                type="button"
                aria-pressed={isBytes === (name === 'Bytes')}
                onClick={() => useForm.setState({ isBytes: name === 'Bytes' })}
              >
                {name}
              </button>
            ))}
          </fieldset>
        )}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are scrolled with the keyboard too */}
      <section ref={box} className={isBytes ? 'source bytes' : 'source'} aria-label="The line and its neighbours" tabIndex={0}>
        {record.lines.map(({ line, text, bytes, byteOffset, isIt }) => (
          <div key={byteOffset} className={isIt ? (record.state === 'clean' ? 'it is-clean' : 'it') : undefined}>
            <span className="number" title={`line ${count(line)}, byte ${count(byteOffset)}`}>
              {count(line)}
            </span>
            <code>{isBytes ? dump(bytes) : <VisibleText text={text} />}</code>
          </div>
        ))}
      </section>
    </>
  );
}

/** Bytes in rows: in hexadecimal, and beside them what of them is plain text. */
function dump(hexadecimal: string): string {
  const bytes = hexadecimal.match(/../g) ?? [];
  return Array.from({ length: Math.ceil(bytes.length / width) }, (_, row) => {
    const own = bytes.slice(row * width, (row + 1) * width);
    const text = own.map((byte) => {
      const code = Number.parseInt(byte, 16);
      return code >= 32 && code < 127 ? String.fromCharCode(code) : '·';
    });
    return `${own.join(' ').padEnd(3 * width - 1)}  ${text.join('')}`;
  }).join('\n');
}
