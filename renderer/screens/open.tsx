import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { Play } from 'lucide-react';
import { useState } from 'react';
import { type Certainty, encodingNames } from '#core/contract/source.ts';
import { ask, engine, queryClient, sentenceOf } from '../client.ts';
import { bytes, count, counted } from '../format.ts';
import { useRoute } from '../route.ts';
import { newestExceptions, startRun, useRunning } from '../running.ts';
import { type OpenPart, PreviewTable } from './preview-table.tsx';
import { YamlEditor } from './yaml-editor.tsx';

type Wishes = OpenPart['wishes'];

const delimiters: readonly (readonly [string, string])[] = [
  [',', 'comma ,'],
  [';', 'semicolon ;'],
  ['\t', 'tab'],
  ['|', 'vertical bar |'],
];
const encodings = Object.entries(encodingNames);

/** A file before its first run: its first rows, how Winnow reads it and why, and what can be said otherwise. */
export function OpenScreen({ path }: { readonly path: string }) {
  const [wishes, setWishes] = useState<Wishes>({ types: {} });
  const [yaml, setYaml] = useState<string>();
  const [inferred, setInferred] = useState<string>();
  const [isAdjusting, setAdjusting] = useState(false);
  const [, go] = useRoute();
  const ticket = useRunning((running) => running.ticket);
  const look = (records: number, rows: number) => ({
    ...ask.sources.preview.queryOptions({ input: { path, rows, records, wishes }, placeholderData: (before) => before }),
    staleTime: 0,
  });
  // The first rows are there at once; what more of them say about the columns follows.
  const first = useQuery(look(200, 25));
  const preview = useQuery({ ...look(10_000, 200), enabled: first.isSuccess });
  const tell = (error: unknown): void => void notifications.show({ message: sentenceOf(error), autoClose: false });
  const seen = preview.data && !preview.isPlaceholderData ? preview.data : (first.data ?? preview.data);

  const run = async (): Promise<void> => {
    try {
      if (!seen) return;
      const definition = yaml !== undefined && yaml !== inferred ? yaml : (await engine.sources.infer({ path, wishes })).yaml;
      // What is wrong with it is said before anything else is let go of.
      await engine.pipeline.change({ yaml: definition, changes: [] });
      await engine.system.open({ workspace: seen.workspace });
      await queryClient.resetQueries();
      if (!(await startRun({ definition }))) return;
      const exceptions = await newestExceptions();
      if (exceptions) go(exceptions);
    } catch (error) {
      tell(error);
    }
  };

  if (first.isError && !seen) {
    return (
      <div className="empty" role="alert">
        <h2>This file cannot be opened</h2>
        <p className="wrap">{sentenceOf(first.error)}. Nothing was changed.</p>
        <button type="button" className="button" onClick={() => go('/')}>
          Choose another file
        </button>
      </div>
    );
  }
  return (
    <div className="open-screen">
      <div className="open-head">
        <h1 className="wrap">{seen?.name ?? 'Reading …'}</h1>
        {seen && (
          <span className="muted">
            {bytes(seen.bytes)} · {seen.isWhole ? '' : 'about '}
            {counted(seen.records, 'record')}
          </span>
        )}
        <span style={{ flex: 1 }} />
        <button
          type="button"
          className="button"
          disabled={!seen}
          onClick={async () => {
            try {
              // What a person wrote there stays; what nobody touched follows the choices above the rows.
              if (!isAdjusting && yaml === inferred) {
                const proposed = await engine.sources.infer({ path, wishes });
                setInferred(proposed.yaml);
                setYaml(proposed.yaml);
              }
              setAdjusting(!isAdjusting);
            } catch (error) {
              tell(error);
            }
          }}
        >
          {isAdjusting ? 'Back to the rows' : 'Adjust rules'}
        </button>
        <button type="button" className="button primary" disabled={!seen || ticket !== undefined} onClick={() => void run()}>
          <Play size={13} fill="currentColor" aria-hidden /> Run
        </button>
      </div>
      {seen &&
        (!isAdjusting || yaml === undefined ? (
          <>
            <DialectBar seen={seen} wishes={wishes} change={setWishes} />
            <div className="open-body">
              <PreviewTable seen={seen} wishes={wishes} change={setWishes} />
              <SidePanel seen={seen} wishes={wishes} change={setWishes} />
            </div>
          </>
        ) : (
          <YamlEditor yaml={yaml} onChange={setYaml} />
        ))}
    </div>
  );
}

function DialectBar({ seen: { dialect }, wishes, change }: OpenPart) {
  const isCsv = dialect.format === 'csv';
  return (
    <div className="dialect-bar">
      {isCsv && (
        <Choice
          label="Separator"
          hint={dialect.evidence.find((sentence) => /separat|delimit|comma|semicolon|tab|bar/i.test(sentence))}
          certainty={dialect.certainty?.delimiter}
          value={dialect.delimiter}
          options={delimiters}
          onChange={(delimiter) => change({ ...wishes, delimiter })}
        />
      )}
      {isCsv && (
        <Choice
          label="Quote"
          value={dialect.quote}
          options={[
            ['"', '"'],
            ["'", "'"],
          ]}
          onChange={(quote) => change({ ...wishes, quote })}
        />
      )}
      <Choice
        label="Encoding"
        hint={dialect.evidence[0]}
        certainty={dialect.certainty?.encoding}
        value={dialect.encoding}
        options={encodings}
        onChange={(encoding) => change({ ...wishes, encoding: encoding as NonNullable<Wishes['encoding']> })}
      />
      {isCsv && (
        <Choice
          label="Header"
          value={String(dialect.hasHeader)}
          options={[
            ['true', dialect.skipLines > 0 ? `line ${dialect.skipLines + 1}` : 'first line'],
            ['false', 'none'],
          ]}
          onChange={(header) => change({ ...wishes, header: header === 'true' })}
        />
      )}
      <span style={{ flex: 1 }} />
      <span className="muted" style={{ paddingBottom: 6 }}>
        Nothing is changed in the file.
      </span>
    </div>
  );
}

/** How sure what was found out is. */
const sure = { certain: 'certain', likely: 'likely', guess: '◍ a guess: look at the rows' } as const;

function Choice({
  label,
  hint,
  certainty,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly certainty?: Certainty | undefined;
  readonly value: string;
  readonly options: readonly (readonly [string, string])[];
  readonly onChange: (value: string) => void;
}) {
  return (
    <label className="choice" title={hint}>
      <span className="muted small">
        {label}
        {certainty && certainty !== 'said' && (
          <span className={certainty === 'guess' ? 'waived-ink' : undefined}> · {sure[certainty]}</span>
        )}
      </span>
      <select className="input" value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map(([key, name]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
        {!options.some(([key]) => key === value) && <option value={value}>{value}</option>}
      </select>
    </label>
  );
}

function SidePanel({ seen, wishes, change }: OpenPart) {
  const open = seen.columns.filter(({ rivals }) => rivals);
  const key = seen.columns.find(({ evidence, type }) => type === 'text' && /identif|zero/.test(evidence));
  return (
    <aside className="panel" aria-label="What Winnow asks and found">
      {open.map(({ name, rivals, filled }) => (
        <fieldset key={name} className="question">
          <legend>Is 03/04/2024 in {name} the 3rd of April or the 4th of March?</legend>
          <p className="muted">All {count(filled)} dates fit both ways. Winnow will not guess.</p>
          {rivals?.map((format) => (
            <label key={format} className="row">
              <input
                type="radio"
                name={name}
                onChange={() => change({ ...wishes, types: { ...wishes.types, [name]: `date ${format}` } })}
              />
              {/^d/.test(format) ? 'day first · 3 April 2024' : 'month first · March 4, 2024'}
            </label>
          ))}
        </fieldset>
      ))}
      <h2>{seen.problems.length === 0 ? 'No broken lines' : counted(seen.problems.length, 'broken line')}</h2>
      <p className="muted">
        {seen.problems.length === 0
          ? `in the first ${counted(seen.sampled, 'record')}.`
          : 'Kept as exceptions; you can mend them after the run.'}
      </p>
      {seen.problems.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: long reasons are scrolled with the keyboard too
        <section className="source" style={{ marginTop: 8 }} aria-label="Broken lines" tabIndex={0}>
          {seen.problems.slice(0, 50).map(({ line, byteOffset, reason }) => (
            <div key={byteOffset} title={`byte ${count(byteOffset)}`}>
              <span className="number">{count(line)}</span>
              <code>{reason}</code>
            </div>
          ))}
        </section>
      )}
      {key && (
        <>
          <h2>Digits that stay text: {key.name}</h2>
          <p className="muted">{key.evidence}</p>
        </>
      )}
      <h2>How it is read</h2>
      <ul className="evidence">
        {seen.dialect.evidence.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <h2>Where the results go</h2>
      <p className="mono wrap">{seen.workspace}</p>
      <p className="muted">One file that holds the rows, the rules, what you decide, and the proof.</p>
    </aside>
  );
}
