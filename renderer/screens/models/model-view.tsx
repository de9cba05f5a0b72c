import { useCallback, useState } from 'react';
import { Link } from 'wouter';
import type { DataTable } from '#core/contract/data.ts';
import { sentenceOf } from '../../client.ts';
import { count, counted } from '../../format.ts';
import { TableGrid, type TableRow } from '../../grid/table-grid.tsx';
import { type ModelSearch, modelPath, useRoute } from '../../route.ts';
import { useShown } from '../../shown.ts';
import { failureOf } from './failure-of.ts';
import { ModelChecks } from './model-checks.tsx';
import { ModelForm } from './model-form.tsx';
import { RowDoors } from './row-doors.tsx';

/** One model: its rows or its SQL, what must hold for it, and where its rows come from. */
export function ModelView({
  table,
  tables,
  search,
}: {
  readonly table: DataTable;
  readonly tables: readonly DataTable[];
  readonly search: ModelSearch;
}) {
  const { name, sql, usedBy } = table;
  const [, go] = useRoute();
  const [total, setTotal] = useState<number>();
  const [row, setRow] = useState<TableRow>();
  const [problem, setProblem] = useState<string>();
  const [isEditing, setEditing] = useState(false);
  const { pipeline, run } = useShown();
  const failure = failureOf(run, name);
  const change = (changed: ModelSearch): void => go(modelPath(name, { ...search, ...changed }), { replace: true });
  const onTotal = useCallback((rows: number) => {
    setTotal(rows);
    setProblem(undefined);
  }, []);
  const onError = useCallback((error: unknown) => setProblem(sentenceOf(error)), []);
  const isSql = search.view === 'sql';
  const isNarrowed = search.breaks !== undefined || (search.filter ?? []).length > 0 || (search.search ?? '') !== '';
  return (
    <section className="model-view" aria-label={name}>
      <div className="model-head">
        <h2>{name}</h2>
        <span className="muted">{kindWords(table)}</span>
        <span className="spacer" />
        {table.kind === 'table' && pipeline && (
          <button type="button" className="button small" onClick={() => setEditing(true)}>
            Edit …
          </button>
        )}
        {isEditing && pipeline && (
          <ModelForm pipeline={pipeline} tables={tables} edited={table} onClose={() => setEditing(false)} />
        )}
        <fieldset className="segmented" aria-label="What is shown">
          <button type="button" aria-pressed={!isSql} onClick={() => change({ view: undefined })}>
            Rows
          </button>
          <button type="button" aria-pressed={isSql} onClick={() => change({ view: 'sql' })}>
            SQL
          </button>
        </fieldset>
      </div>
      {table.description !== null && <p>{table.description}</p>}
      {failure !== undefined && (
        <p className="problem" role="alert">
          ✗ Not built in this run: {failure}.
        </p>
      )}
      {usedBy.length > 0 && (
        <p className="muted small">
          Read by{' '}
          {usedBy.map((model, index) => (
            <span key={model}>
              {index > 0 && ', '}
              <Link href={modelPath(model)}>{model}</Link>
            </span>
          ))}
        </p>
      )}
      <ModelChecks table={table} />
      {isSql ? (
        <pre className="model-sql mono">{sql?.trim()}</pre>
      ) : (
        <>
          <div className="model-tools">
            <input
              className="input small"
              type="search"
              placeholder="Search all columns"
              aria-label="Search all columns"
              defaultValue={search.search ?? ''}
              onChange={(event) => change({ search: event.currentTarget.value || undefined })}
            />
            <span className="muted" role="status">
              {total !== undefined && (isNarrowed ? `${count(total)} of ${counted(table.rows, 'row')}` : counted(total, 'row'))}
            </span>
            {search.breaks !== undefined && (
              <Chip text={`only rows that break ${search.breaks}`} onRemove={() => change({ breaks: undefined })} />
            )}
            {(search.filter ?? []).map(({ column, operator, value }, place, all) => (
              <Chip
                key={column}
                text={`${column} ${operator === 'equals' ? 'is' : operator} ${value}`}
                onRemove={() => change({ filter: all.toSpliced(place, 1) })}
              />
            ))}
          </div>
          {problem !== undefined && (
            <p className="wrong-ink" role="alert">
              ▲ {problem}
            </p>
          )}
          <TableGrid
            table={table}
            query={{ filter: search.filter ?? [], breaks: search.breaks, search: search.search ?? '' }}
            onTotal={onTotal}
            onFocus={setRow}
            onError={onError}
          />
          <RowDoors table={table} row={row} />
        </>
      )}
    </section>
  );
}

/** What narrows the rows, with a button that takes it away. */
function Chip({ text, onRemove }: { readonly text: string; readonly onRemove: () => void }) {
  return (
    <span className="chip">
      {text}
      <button type="button" aria-label={`Remove: ${text}`} onClick={onRemove}>
        ✕
      </button>
    </span>
  );
}

/** What the rows of a model are, in words. */
function kindWords({ kind, rowsOf }: DataTable): string {
  if (kind === 'fact') return `fact: one row per clean record of ${rowsOf}`;
  if (kind === 'dimension') return 'dimension: one row per member; key 0 is the unknown member';
  return kind === 'calendar' ? 'calendar: one row per day' : 'table made by SQL';
}
