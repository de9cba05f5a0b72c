import { type ReactNode, useRef, useState } from 'react';
import type { Figures } from './save-chart.ts';
import { SaveMenu } from './save-menu.tsx';

/** A chart with its title, and the same figures as a table for whoever wants to read them. */
export function ChartCard({
  title,
  aside,
  columns,
  texts = columns.slice(0, 1),
  rows,
  figures,
  children,
}: {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly columns: readonly string[];
  /** Those of the columns that hold texts, which begin at the left; default: the first. */
  readonly texts?: readonly string[];
  readonly rows: readonly (readonly ReactNode[])[];
  /** The same figures as they are, where the chart can be saved. */
  readonly figures?: Figures | undefined;
  /** None where the figures are a table and nothing else. */
  readonly children?: ReactNode;
}) {
  const [wantsTable, setTable] = useState(false);
  const isTable = wantsTable || children === undefined;
  const card = useRef<HTMLElement>(null);
  return (
    <section className="card" aria-label={title} ref={card}>
      <div className="card-head">
        <h2>{title}</h2>
        <span className="aside row">
          {aside}
          {children !== undefined && (
            <button type="button" className="link" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
              {isTable ? 'As chart' : 'As table'}
            </button>
          )}
          {figures && <SaveMenu title={title} figures={figures} card={card} isPicture={!isTable} />}
        </span>
      </div>
      {isTable ? (
        <div style={{ maxHeight: 300, overflow: 'auto' }}>
          <table className="table">
            <thead>
              <tr>
                {columns.map((name) => (
                  <th key={name} className={texts.includes(name) ? undefined : 'right'}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((cells, row) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows of figures have no other name than their place
                <tr key={row}>
                  {cells.map((cell, index) => (
                    <td key={columns[index]} className={texts.includes(columns[index] ?? '') ? undefined : 'right'}>
                      {cell}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        children
      )}
    </section>
  );
}
