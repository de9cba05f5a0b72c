import { Modal } from '@mantine/core';
import { useState } from 'react';
import { create } from 'zustand';
import { type ExportFormat, textFormats } from '#core/contract/export-format.ts';
import { remedyOf, sentenceOf } from '../client.ts';
import { startExport, useExporting } from '../exporting.tsx';
import { count } from '../format.ts';
import { Field, Options } from '../pieces/field.tsx';
import { selectionOf } from '../review.ts';
import { isNarrowing, type RowKind, type RowQuery } from '../route.ts';
import { useShown } from '../shown.ts';

type Scope = 'all' | 'filtered' | 'selected';

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

const kinds = [
  ['clean', 'clean rows'],
  ['exceptions', 'exceptions with all their reasons'],
  ['raw', 'the file as it was read'],
  ['changes', 'every cell that cleaning changed'],
  ['pack', 'change pack: only what changed, to apply to the original file'],
] as const;

const encodings = [
  ['source', 'as in the file'],
  ['utf-8', 'UTF-8, which has every character'],
] as const;

/** The formats to choose from, as people call them. */
const formats: readonly (readonly [ExportFormat, string])[] = [
  ['csv', 'CSV'],
  ['xlsx', 'Excel workbook'],
  ['parquet', 'Parquet'],
  ['sqlite', 'SQLite database'],
  ['tsv', 'TSV, cells between tabs'],
  ['json', 'JSON'],
  ['ndjson', 'NDJSON, one record a line'],
];

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
  const [what, setWhat] = useState<(typeof kinds)[number][0]>(wanted.what ?? 'clean');
  const [encoding, setEncoding] = useState<(typeof encodings)[number][0]>('source');
  const [format, setFormat] = useState<ExportFormat>('csv');
  const [isSafe, setSafe] = useState(false);
  const [isPacked, setPacked] = useState(false);
  const { selected = [], query = {}, total } = wanted;
  const isNarrowed = isNarrowing(query);
  const [scope, setScope] = useState<Scope>(selected.length > 1 ? 'selected' : isNarrowed ? 'filtered' : 'all');
  const scopes: readonly (readonly [Scope, string])[] = [
    ['all', 'all of them'],
    ...(isNarrowed ? [['filtered', `those that the grid shows${total === undefined ? '' : `: ${count(total)}`}`] as const] : []),
    ...(selected.length > 1 ? [['selected', `the ${count(selected.length)} that are selected`] as const] : []),
  ];
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
      <Field label="Of">
        <Options options={subjects.map((name) => [name, name])} value={dataset} onChange={setDataset} />
      </Field>
      {!isModel && (
        <Field label="What">
          <Options options={kinds} value={what} onChange={setWhat} />
        </Field>
      )}
      {hasScope && (
        <Field label="Which">
          <Options options={scopes} value={scope} onChange={setScope} />
        </Field>
      )}
      {!isPack && (
        <Field label="Format">
          <Options options={formats} value={format} onChange={setFormat} />
        </Field>
      )}
      {hasEncoding && (
        <Field label="Encoding">
          <Options options={encodings} value={encoding} onChange={setEncoding} />
        </Field>
      )}
      <PathField
        path={path}
        onType={(chosen) => {
          setTyped(chosen);
          // What was said was said of another file.
          setProblem(undefined);
          setTaken(false);
        }}
      />
      {isText && <TextOptions {...{ isPacked, setPacked, isSafe, setSafe }} />}
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

/** Where the file goes. */
function PathField({ path, onType }: { readonly path: string; readonly onType: (path: string) => void }) {
  return (
    <label className="choice">
      <span>File</span>
      <span className="row">
        <input className="input mono" style={{ flex: 1 }} value={path} onChange={(event) => onType(event.currentTarget.value)} />
        {window.winnow && (
          <button
            type="button"
            className="button"
            onClick={() => void window.winnow?.pickTarget(path).then((chosen) => chosen !== undefined && onType(chosen))}
          >
            Choose …
          </button>
        )}
      </span>
    </label>
  );
}

/** What can be chosen for formats in text alone: a spreadsheet runs no cell of the others. */
function TextOptions({
  isPacked,
  setPacked,
  isSafe,
  setSafe,
}: {
  readonly isPacked: boolean;
  readonly setPacked: (isPacked: boolean) => void;
  readonly isSafe: boolean;
  readonly setSafe: (isSafe: boolean) => void;
}) {
  return (
    <>
      <label className="row">
        <input type="checkbox" checked={isPacked} onChange={(event) => setPacked(event.currentTarget.checked)} />
        <span>Compress with gzip</span>
      </label>
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
    </>
  );
}
