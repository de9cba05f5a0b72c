import { useState } from 'react';
import { Link } from 'wouter';
import type { DataTable } from '#core/contract/data.ts';
import { engine, sentenceOf } from '../../client.ts';
import { count } from '../../format.ts';
import type { TableRow } from '../../grid/table-grid.tsx';
import { modelPath, rowsPath, useRoute } from '../../route.ts';
import { makeTest } from './make-test.ts';

/** Where the row in focus leads: to the records that it was made from, and to its members of dimensions. */
export function RowDoors({ table, row }: { readonly table: DataTable; readonly row: TableRow | undefined }) {
  const [, go] = useRoute();
  const [told, tell] = useState<{ readonly id: number; readonly text: string }>();
  if (!row) return <p className="row-doors muted">Click a row to see where it comes from.</p>;
  const id = Number(row['id']);
  const open = async (): Promise<void> => {
    try {
      const { dataset, ids, reason } = await engine.data.behind({ name: table.name, id });
      const [only] = ids;
      if (dataset === null) tell({ id, text: `Cannot trace this row to its records: ${reason}.` });
      else if (only === undefined) tell({ id, text: 'This row was not made from any record.' });
      else go(rowsPath(dataset, 'clean', ids.length === 1 ? { ids, record: only } : { ids }));
    } catch (error) {
      tell({ id, text: sentenceOf(error) });
    }
  };
  const test = async (): Promise<void> => {
    tell({ id, text: 'Trying it …' });
    try {
      await makeTest(table.name, row);
      tell({ id, text: 'Added to the tests of the model. The next run saves it.' });
    } catch (error) {
      tell({ id, text: sentenceOf(error) });
    }
  };
  return (
    <p className="row-doors">
      <span className="muted">Row {count(id)}</span>
      {table.kind !== 'calendar' && (
        <button type="button" className="link" onClick={() => void open()}>
          {table.rowsOf === null ? 'Show the records behind it' : `Open its record of ${table.rowsOf}`}
        </button>
      )}
      {table.references.map(({ columns, table: other, to }) => {
        const value = row[columns[0] ?? ''] ?? null;
        if (value === null) return null;
        const filter = [{ column: to[0] ?? '', operator: 'equals' as const, value, values: [] }];
        return (
          <Link key={columns.join()} href={modelPath(other, { filter })}>
            {value === 0 ? `${other}: unknown member` : `Open its ${other} row`}
          </Link>
        );
      })}
      {table.sql !== null && (
        <button type="button" className="link" onClick={() => void test()}>
          Make this row a test
        </button>
      )}
      {told?.id === id && <span className="muted">{told.text}</span>}
    </p>
  );
}
