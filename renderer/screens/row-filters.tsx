import { X } from 'lucide-react';
import type { Breaks, Condition } from '#core/contract/records.ts';
import { counted } from '../format.ts';
import { isNarrowing, type RowKind, type RowQuery } from '../route.ts';
import { useShown } from '../shown.ts';
import { FlaggedHint, isFlaggedOnly } from './status-tabs.tsx';

/** What the tabs of the review list, where they list nothing yet. */
const tabWords: Readonly<Record<string, readonly [string, string]>> = {
  escalated: ['Nothing is escalated', 'What somebody leaves to others, with a note, is listed here.'],
  auto: ['Nothing was fixed automatically', 'What a learned mapping corrects in a run is listed here, for you to check.'],
  fixed: ['Nothing is fixed yet', 'Records that you rewrite so that every rule passes are listed here.'],
  waived: ['Nothing is waived', 'What may pass as it is, with a reason, is listed here.'],
  rejected: ['Nothing is rejected', 'What is kept out for good, with a reason, is listed here.'],
  merged: ['Nothing is merged', 'Duplicates that went into the record that was kept are listed here.'],
  flagged: ['Nothing is flagged', 'No clean record breaks a rule that only warns.'],
};

/** What stands where no row is. */
export function NoRows({
  dataset,
  what,
  query,
  onClear,
}: {
  readonly dataset: string;
  readonly what: RowKind;
  readonly query: RowQuery;
  readonly onClear: () => void;
}) {
  const { run } = useShown();
  const { status, ...narrowing } = query;
  const tab = what === 'clean' && isFlaggedOnly(query) ? 'flagged' : isNarrowing(narrowing) ? undefined : status;
  const taught = tab === undefined ? undefined : tabWords[tab];
  if (taught) {
    return (
      <div className="empty">
        <h2>{taught[0]}</h2>
        <p>{taught[1]}</p>
      </div>
    );
  }
  if (isNarrowing(query)) {
    return (
      <div className="empty">
        <h2>No matching rows</h2>
        <p>Nothing meets all conditions at once.</p>
        <button type="button" className="button" onClick={onClear}>
          Show all rows
        </button>
      </div>
    );
  }
  const isEmptyFile = run?.datasets[dataset]?.read === 0;
  const words = {
    raw: ['No records', 'The source has a header but no records.'],
    clean: ['No record is clean', 'Every one of them waits among the exceptions.'],
    exceptions: ['Nothing waits for you', 'Every record that was read is clean, or decided about.'],
  }[isEmptyFile ? 'raw' : what];
  return (
    <div className="empty">
      <h2>{words[0]}</h2>
      <p>{words[1]}</p>
      {what === 'exceptions' && !isEmptyFile && <FlaggedHint dataset={dataset} />}
    </div>
  );
}

/** What narrows the rows, each with a way to take it off. */
export function FilterChips({
  dataset,
  query,
  change,
}: {
  readonly dataset: string;
  readonly query: RowQuery;
  readonly change: (query: RowQuery) => void;
}) {
  const { pipeline } = useShown();
  const nameOf = (id: string): string => {
    const rule = pipeline?.rules.find((one) => one.dataset === dataset && one.id === id);
    return rule?.title ?? id;
  };
  const said = (kind: string, list: readonly string[]): string => {
    if (kind === 'rules') return `not: ${list.map(nameOf).join(' or ')}`;
    const named = list.join(' or ').toLowerCase().replaceAll('_', ' ');
    if (kind === 'columns') return `wrong in ${list.join(' or ')}`;
    return kind === 'severities' ? `breaks a rule of severity ${named}` : `breaks a rule of ${kind} ${named}`;
  };
  const chips = [
    ...(query.filter ?? []).map((condition, index) => ({
      text: sentence(condition),
      without: { ...query, filter: (query.filter ?? []).filter((_, other) => other !== index) },
    })),
    ...Object.entries(query.breaks ?? {}).map(([kind, list]) => ({
      text: said(kind, list ?? []),
      without: { ...query, breaks: { ...query.breaks, [kind]: undefined } as Breaks },
    })),
    ...(query.problem ? [{ text: `“${query.problem.reason}”`, without: { ...query, problem: undefined as never } }] : []),
    ...(query.since && query.since.length > 0 ? [{ text: query.since.join(' or '), without: { ...query, since: [] } }] : []),
    ...(query.only ? [{ text: onlyWords[query.only], without: { ...query, only: undefined as never } }] : []),
    ...(query.ids
      ? [{ text: `${counted(query.ids.length, 'record')} chosen`, without: { ...query, ids: undefined as never } }]
      : []),
    ...(query.search ? [{ text: `holds “${query.search}”`, without: { ...query, search: '' } }] : []),
    ...(query.status && query.status !== 'open' ? [{ text: query.status, without: { ...query, status: 'open' as const } }] : []),
  ];
  if (chips.length === 0) return null;
  return (
    <div className="chips">
      {chips.map(({ text, without }) => (
        <span key={text} className="chip">
          {text}
          <button type="button" aria-label={`No longer: ${text}`} onClick={() => change(without)}>
            <X size={12} />
          </button>
        </span>
      ))}
      <button type="button" className="link small" onClick={() => change({ sort: query.sort ?? [] })}>
        Show all rows
      </button>
    </div>
  );
}

const onlyWords = { passed: 'passed without a waiver', records: 'no broken lines', lines: 'broken lines only' } as const;

function sentence({ column, operator, value, values }: Condition): string {
  if (operator === 'one of') return `${column} is ${values.map((one) => (one === null ? 'empty' : `“${one}”`)).join(' or ')}`;
  if (operator === 'is empty' || operator === 'is not empty' || operator === 'has odd spaces') return `${column} ${operator}`;
  return `${column} ${operator} “${value}”`;
}
