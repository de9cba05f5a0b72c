import { memo, useState } from 'react';
import type { z } from 'zod';
import type { SourcePreview, sourceWishes } from '#core/contract/sources.ts';
import { count, counted } from '../format.ts';

/** A file as it is seen, and how a person wishes it to be read. */
export interface OpenPart {
  readonly seen: SourcePreview;
  readonly wishes: z.infer<typeof sourceWishes>;
  readonly change: (wishes: z.infer<typeof sourceWishes>) => void;
}

const types = ['text', 'integer', 'decimal', 'date', 'timestamp', 'boolean', 'email'] as const;

/** The first rows of a file, with the type of each column and the cells that do not fit it. */
export function PreviewTable({ seen, wishes, change }: OpenPart) {
  const [only, setOnly] = useState<number>();
  const rows = shownRows(seen, only);
  const hidden = only === undefined ? 0 : (seen.columns[only]?.misfits ?? 0) - rows.length;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the rows are scrolled with the keyboard too
    <section className="preview" aria-label="First rows" tabIndex={0}>
      <table className="preview-table">
        <thead>
          <tr>
            <th className="number">#</th>
            {seen.columns.map((column, at) => (
              <th key={column.name} title={column.evidence}>
                <span className="column-title">{column.header === '' ? column.name : column.header}</span>
                <span className="row">
                  <select
                    className={column.rivals ? 'type is-open' : 'type'}
                    aria-label={`Type of ${column.name}`}
                    value={column.type}
                    onChange={(event) =>
                      change({ ...wishes, types: { ...wishes.types, [column.name]: event.currentTarget.value } })
                    }
                  >
                    {types.map((type) => (
                      <option key={type}>{type}</option>
                    ))}
                  </select>
                  {column.rivals ? (
                    <span className="hint">day or month first</span>
                  ) : column.misfits > 0 ? (
                    <button
                      type="button"
                      className="link wrong-ink hint"
                      aria-pressed={only === at}
                      onClick={() => setOnly(only === at ? undefined : at)}
                    >
                      {only === at ? 'show all' : `${count(column.misfits)} of ${count(column.filled)} don’t fit`}
                    </button>
                  ) : (
                    <span className="hint">
                      {column.filled === 0
                        ? 'all empty'
                        : (column.format ?? (column.type === 'text' ? counted(column.distinct, 'value') : 'all fit'))}
                    </span>
                  )}
                </span>
                <ColumnCounts column={column} />
                {column.placeholders.slice(0, 3).map(({ word, count: cells }) => (
                  <button
                    key={word}
                    type="button"
                    className="link hint block"
                    title={`A run reads ${word} as no value, in every column`}
                    onClick={() => change({ ...wishes, nullWords: [...wishes.nullWords, word] })}
                  >
                    Treat {word} ({count(cells)}) as empty
                  </button>
                ))}
              </th>
            ))}
          </tr>
        </thead>
        <PreviewRows seen={seen} only={only} />
      </table>
      {hidden > 0 && (
        <p className="muted" style={{ padding: 12 }}>
          {counted(hidden, 'more row')} of the {count(seen.sampled)} looked at; a run lists them all as exceptions.
        </p>
      )}
    </section>
  );
}

/** The rows that are shown: the first, or of one column those that do not fit it, wherever they are. */
function shownRows(seen: SourcePreview, only: number | undefined) {
  const first = seen.rows.map((cells, index) => ({ cells, index }));
  if (only === undefined) return first;
  const misfits = new Set(seen.columns[only]?.misfitRows);
  const behind = seen.misfitRows.map(({ place, cells }) => ({ cells, index: place }));
  return [...first, ...behind].filter(({ index }) => misfits.has(index));
}

/** Thousands of cells, which are drawn again only when they are others. */
const PreviewRows = memo(function PreviewRows({
  seen,
  only,
}: {
  readonly seen: SourcePreview;
  readonly only: number | undefined;
}) {
  const misfits = seen.columns.map(({ misfitRows }) => new Set(misfitRows));
  const words = new Set(seen.nullWords);
  const isEmptyWord = (text: string): boolean => text !== '' && words.has(text.trim().toLowerCase());
  return (
    <tbody>
      {shownRows(seen, only).map(({ cells, index }) => (
        <tr key={index}>
          <td className="number">{count(index + 1)}</td>
          {seen.columns.map(({ name, type }, at) => (
            <td
              key={name}
              className={cellClass(type, misfits[at]?.has(index) ?? false, isEmptyWord(cells[at] ?? ''))}
              title={(cells[at] ?? '').length > 30 ? cells[at] : undefined}
            >
              {cells[at]}
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
});

/** What a column holds besides values: cells that are empty, and those whose text is read as empty. */
function ColumnCounts({ column: { empty, readAsEmpty, placeholders } }: { readonly column: SourcePreview['columns'][number] }) {
  const words = readAsEmpty.reduce((sum, { count: cells }) => sum + cells, 0);
  const parts = [
    ...(words > 0 ? [`${count(words)} ${readAsEmpty.map(({ word }) => word).join('/')} read as empty`] : []),
    ...(empty > 0 ? [`${count(empty)} empty`] : []),
  ];
  // Columns keep one height, so that their types stay in a line.
  if (parts.length === 0) return placeholders.length > 0 ? null : <span className="hint block">&nbsp;</span>;
  return <span className="hint block">{parts.join(' · ')}</span>;
}

function cellClass(type: string, isMisfit: boolean, isEmpty: boolean): string | undefined {
  const isNumber = type === 'integer' || type === 'decimal';
  return [isMisfit && 'cell-wrong', isEmpty && 'cell-empty', isNumber && 'right'].filter(Boolean).join(' ') || undefined;
}
