import { Modal } from '@mantine/core';
import { useState } from 'react';
import { create } from 'zustand';
import { type ExportFormat, textFormats } from '#core/contract/export-format.ts';
import { remedyOf, sentenceOf } from '../client.ts';
import { startExport, useExporting } from '../exporting.tsx';
import { count } from '../format.ts';
import { selectionOf } from '../review.ts';
import { isNarrowing, type RowKind, type RowQuery } from '../route.ts';
import { useShown } from '../shown.ts';

interface Wanted {
  readonly dataset?: string;
  readonly what?: RowKind;
  /** What the grid in view is narrowed to, how many rows that are, and which of them are selected. */
  readonly query?: RowQuery;
  readonly total?: number;
  readonly selected?: readonly number[];
}

const dialog = create<{ readonly wanted: Wanted | undefined }>(() => ({ wanted: undefined }));

/** Asks what is to be written where. */
export function openExport(wanted: Wanted = {}): void {
  dialog.setState({ wanted });
}

const kinds = ['clean', 'exceptions', 'raw', 'changes', 'pack'] as const;

/** The formats to choose from, as people call them. */
const formats: Readonly<Record<ExportFormat, string>> = {
  csv: 'CSV',
  xlsx: 'Excel workbook',
  parquet: 'Parquet',
  sqlite: 'SQLite database',
  tsv: 'TSV, cells between tabs',
  json: 'JSON',
  ndjson: 'NDJSON, one record a line',
};

/** Writes rows to a file, with a manifest that says where they come from. */
export function ExportDialog() {
  const wanted = dialog((state) => state.wanted);
  const close = (): void => dialog.setState({ wanted: undefined });
  return (
    <Modal opened={wanted !== undefined} onClose={close} title="Export" size="md">
      {wanted && <ExportForm wanted={wanted} onDone={close} />}
    </Modal>
  );
}

function ExportForm({ wanted, onDone }: { readonly wanted: Wanted; readonly onDone: () => void }) {
  const { run, pipeline, info } = useShown();
  const datasets = Object.keys(run?.datasets ?? {});
  const subjects = [...datasets, ...(pipeline?.models.map(({ name }) => name) ?? [])];
  const [dataset, setDataset] = useState(wanted.dataset ?? datasets[0] ?? '');
  const [what, setWhat] = useState<(typeof kinds)[number]>(wanted.what ?? 'clean');
  const [encoding, setEncoding] = useState<'source' | 'utf-8'>('source');
  const [format, setFormat] = useState<ExportFormat>('csv');
  const [isSafe, setSafe] = useState(false);
  const [isPacked, setPacked] = useState(false);
  const { selected = [], query = {}, total } = wanted;
  const isNarrowed = isNarrowing(query);
  const [scope, setScope] = useState<'all' | 'filtered' | 'selected'>(
    selected.length > 1 ? 'selected' : isNarrowed ? 'filtered' : 'all',
  );
  const [isAsking, setAsking] = useState(false);
  const isOther = useExporting((exporting) => exporting.current !== undefined) && !isAsking;
  const isBusy = isOther || isAsking;
  const [problem, setProblem] = useState<string>();
  const [isTaken, setTaken] = useState(false);
  const folder = (info?.workspace ?? '').replace(/[\\/][^\\/]*$/, '');
  const isModel = !datasets.includes(dataset);
  const isPack = what === 'pack' && !isModel;
  const isText = textFormats.includes(format) && !isPack;
  const ending = isPack ? 'ndjson' : `${format}${isText && isPacked ? '.gz' : ''}`;
  const proposed = `${folder}/${isModel ? dataset : `${dataset}-${what}`}.${ending}`;
  const [typed, setTyped] = useState<string>();
  const path = typed ?? proposed;
  const hasScope = !isModel && wanted.dataset === dataset && wanted.what === what && (isNarrowed || selected.length > 1);
  const scopeInput = () => {
    if (!hasScope || scope === 'all') return {};
    const { dataset: _, ...meant } = selectionOf(dataset, query);
    return { scope: scope === 'selected' ? { ...meant, ids: [...selected] } : meant };
  };
  const hasEncoding = !isModel && what === 'clean' && format === 'csv';
  const write = async (overwrite: boolean): Promise<void> => {
    setAsking(true);
    setProblem(undefined);
    try {
      await startExport({
        dataset,
        what: isModel ? 'clean' : what,
        format,
        path,
        spreadsheetSafe: isSafe && isText,
        encoding: hasEncoding ? encoding : 'source',
        overwrite,
        ...scopeInput(),
      });
      onDone();
    } catch (error) {
      setTaken(remedyOf(error) === 'overwrite');
      setProblem(sentenceOf(error));
    } finally {
      setAsking(false);
    }
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void write(false);
      }}
    >
      <label className="choice">
        <span>Of</span>
        <select className="input" value={dataset} onChange={(event) => setDataset(event.currentTarget.value)}>
          {subjects.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      {!isModel && (
        <label className="choice">
          <span>What</span>
          <select className="input" value={what} onChange={(event) => setWhat(event.currentTarget.value as typeof what)}>
            <option value="clean">clean rows</option>
            <option value="exceptions">exceptions with all their reasons</option>
            <option value="raw">the file as it was read</option>
            <option value="changes">every cell that cleaning changed</option>
            <option value="pack">change pack: only what changed, to apply to the original file</option>
          </select>
        </label>
      )}
      {hasScope && (
        <label className="choice">
          <span>Which</span>
          <select className="input" value={scope} onChange={(event) => setScope(event.currentTarget.value as typeof scope)}>
            <option value="all">all of them</option>
            {isNarrowed && (
              <option value="filtered">those that the grid shows{total === undefined ? '' : `: ${count(total)}`}</option>
            )}
            {selected.length > 1 && <option value="selected">the {count(selected.length)} that are selected</option>}
          </select>
        </label>
      )}
      <label className="choice" hidden={isPack}>
        <span>Format</span>
        <select className="input" value={format} onChange={(event) => setFormat(event.currentTarget.value as typeof format)}>
          {Object.entries(formats).map(([name, label]) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {hasEncoding && (
        <label className="choice">
          <span>Encoding</span>
          <select
            className="input"
            value={encoding}
            onChange={(event) => setEncoding(event.currentTarget.value as typeof encoding)}
          >
            <option value="source">as in the file</option>
            <option value="utf-8">UTF-8, which has every character</option>
          </select>
        </label>
      )}
      <label className="choice">
        <span>File</span>
        <span className="row">
          <input
            className="input mono"
            style={{ flex: 1 }}
            value={path}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              // What was said was said of another file.
              setProblem(undefined);
              setTaken(false);
            }}
          />
          {window.winnow && (
            <button
              type="button"
              className="button"
              onClick={() => void window.winnow?.pickTarget(path).then((chosen) => chosen !== undefined && setTyped(chosen))}
            >
              Choose …
            </button>
          )}
        </span>
      </label>
      {isText && (
        <label className="row">
          <input type="checkbox" checked={isPacked} onChange={(event) => setPacked(event.currentTarget.checked)} />
          <span>Compress with gzip</span>
        </label>
      )}
      {/* A spreadsheet runs no cell of the other formats. */}
      {isText && (
        <label className="row" style={{ alignItems: 'flex-start' }}>
          <input type="checkbox" checked={isSafe} onChange={(event) => setSafe(event.currentTarget.checked)} />
          <span>
            Safe for spreadsheets
            <span className="muted small" style={{ display: 'block' }}>
              Cells that a spreadsheet would run as a formula (= + − @ at the start) get an apostrophe before them. Numbers stay
              numbers.
            </span>
          </span>
        </label>
      )}
      {problem && (
        <p className="wrong-ink wrap" role="alert">
          ▲ {problem}
        </p>
      )}
      <div className="row dialog-buttons">
        {isTaken && (
          <button type="button" className="button danger" disabled={isBusy} onClick={() => void write(true)}>
            Overwrite it
          </button>
        )}
        <button type="submit" className="button primary" disabled={isBusy || dataset === '' || path.trim() === ''}>
          {isAsking ? 'Writing …' : isOther ? 'Another file is being written …' : 'Write the file'}
        </button>
      </div>
    </form>
  );
}
