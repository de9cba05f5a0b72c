import { type Certainty, encodingNames } from '#core/contract/source.ts';
import type { OpenPart } from './preview-table.tsx';

type Wishes = OpenPart['wishes'];

const delimiters: readonly (readonly [string, string])[] = [
  [',', 'comma ,'],
  [';', 'semicolon ;'],
  ['\t', 'tab'],
  ['|', 'vertical bar |'],
];
const encodings = Object.entries(encodingNames);

/** How the file is read, and what can be said otherwise. */
export function DialectBar({ seen: { dialect }, wishes, change }: OpenPart) {
  const { sheet } = dialect;
  const isCsv = dialect.format === 'csv';
  const isText = ['none', 'gzip', 'zip'].includes(dialect.compression);
  return (
    <div className="dialect-bar">
      {sheet !== undefined && (
        <Choice
          label={dialect.compression === 'xlsx' ? 'Sheet' : 'Table'}
          hint={dialect.evidence.find(({ about }) => about === 'sheet')?.sentence}
          value={sheet}
          options={(dialect.sheets ?? []).map((name) => [name, name] as const)}
          // Another sheet has other columns, and its own header.
          onChange={(name) => change({ types: {}, nullWords: wishes.nullWords, sheet: name })}
        />
      )}
      {isText && isCsv && (
        <Choice
          label="Separator"
          hint={dialect.evidence.find(({ about }) => about === 'delimiter')?.sentence}
          certainty={dialect.certainty?.delimiter}
          value={dialect.delimiter}
          options={delimiters}
          onChange={(delimiter) => change({ ...wishes, delimiter })}
        />
      )}
      {isText && isCsv && (
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
      {isText && (
        <Choice
          label="Encoding"
          hint={dialect.evidence.find(({ about }) => about === 'encoding')?.sentence}
          certainty={dialect.certainty?.encoding}
          value={dialect.encoding}
          options={encodings}
          onChange={(encoding) => change({ ...wishes, encoding: encoding as NonNullable<Wishes['encoding']> })}
        />
      )}
      {isCsv && (isText || dialect.compression === 'xlsx') && (
        <Choice
          label="Header"
          value={String(dialect.hasHeader)}
          options={[
            [
              'true',
              dialect.skipLines > 0 ? `${isText ? 'line' : 'row'} ${dialect.skipLines + 1}` : isText ? 'first line' : 'first row',
            ],
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
