import { useQuery } from '@tanstack/react-query';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { Problem } from '#core/contract/problems.ts';
import { ask, sentenceOf } from '../client.ts';
import { count, counted, money } from '../format.ts';
import { useGrid } from '../grid/grid-context.ts';
import { askReview, askSuggested, selectionOf } from '../review.ts';
import { actionOf } from '../review-keys.ts';
import { useShown } from '../shown.ts';
import { ProblemValues } from './problem-values.tsx';

/** Exceptions by what is wrong: a thousand records with one cause are one decision. */
export function Problems() {
  const { dataset, query, profiles } = useGrid();
  const { pipeline } = useShown();
  const measures = [...profiles.values()].filter(({ type, scale }) => type === 'decimal' && (scale ?? 0) > 0);
  const [chosen, setChosen] = useState<string>();
  const declared = pipeline?.datasets.find(({ name }) => name === dataset)?.measure;
  const measure = chosen ?? (measures.find(({ name }) => name === declared) ?? measures.at(-1))?.name;
  const selection = selectionOf(dataset, query);
  const problems = useQuery({
    ...ask.exceptions.problems.queryOptions({ input: { ...selection, ...(measure && { measure }) } }),
    placeholderData: (before) => before,
    enabled: profiles.size > 0,
  });
  const [open, setOpen] = useState<string>();
  const list = useRef<HTMLElement>(null);
  const isThere = problems.data !== undefined;
  useEffect(() => {
    if (isThere && document.activeElement === document.body) list.current?.querySelector<HTMLElement>('.problem-name')?.focus();
  }, [isThere]);
  if (problems.isError) return <p className="wrong-ink wrap pad">▲ {sentenceOf(problems.error)}</p>;
  if (!problems.data) return null;
  if (problems.data.length === 0) {
    return (
      <div className="empty">
        <h2>No rule is broken here</h2>
        <p>Broken lines, which no rule can look into, are listed by record.</p>
      </div>
    );
  }
  return (
    <section ref={list} className="problems" aria-label="Problems" onKeyDown={goByKeys}>
      <div className="problem-head">
        <span>Problem</span>
        <span className="right">Records</span>
        <span className="right">
          {measures.length > 0 && (
            <select
              className="type"
              aria-label="Column to sum"
              value={measure}
              onChange={(event) => setChosen(event.currentTarget.value)}
            >
              {measures.map(({ name }) => (
                <option key={name} value={name}>
                  sum of {name}
                </option>
              ))}
            </select>
          )}
        </span>
        <span className="right">To do</span>
      </div>
      {problems.data.map((problem) => (
        <ProblemRow
          key={problem.ruleId}
          problem={problem}
          isOpen={open === problem.ruleId}
          worth={problem.worth === null ? '' : money(Number(problem.worth), pipeline?.currency ?? null)}
          onToggle={() => setOpen(open === problem.ruleId ? undefined : problem.ruleId)}
        />
      ))}
    </section>
  );
}

/** Values that are looked at for suggestions before a button is offered: the most frequent ones. */
const triedValues = 20;

/** Offers what is suggested where a rule fails, with the number of records; nothing where nothing is. */
function SuggestedButton({
  problem: { ruleId },
  selection,
  onAccept,
}: {
  readonly problem: Problem;
  readonly selection: ReturnType<typeof selectionOf>;
  readonly onAccept: () => void;
}) {
  const values = useQuery(ask.exceptions.problemValues.queryOptions({ input: { ...selection, ruleId, limit: triedValues } }));
  if (!values.data) return null;
  const { total, values: tried } = values.data;
  const records = tried.reduce((sum, { suggestion, records: own }) => sum + (suggestion ? own : 0), 0);
  if (records === 0) return <span className="muted small">No confident suggestion</span>;
  const more = total > tried.length ? '+' : '';
  return (
    <button type="button" className="button small" onClick={onAccept}>
      Accept suggestions ({count(records)}
      {more}) …
    </button>
  );
}

/** The letters of the grid, among problems: to the next and the one before, and what is suggested for all. */
function goByKeys(event: KeyboardEvent<HTMLElement>): void {
  // A letter that is typed into a box is a letter.
  if (!(event.target instanceof HTMLButtonElement)) return;
  const action = actionOf(event.nativeEvent);
  if (action !== 'next' && action !== 'previous' && action !== 'accept') return;
  const rows = [...event.currentTarget.querySelectorAll('.problem-row')];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  if (action === 'accept') rows[at]?.querySelector<HTMLElement>('.problem-do button')?.click();
  else rows[at + (action === 'next' ? 1 : -1)]?.querySelector<HTMLElement>('.problem-name')?.focus();
}

/** What can be done at once about all records with a problem. */
function ProblemDeed({ problem, selection }: { readonly problem: Problem; readonly selection: ReturnType<typeof selectionOf> }) {
  const { dataset, query } = useGrid();
  const { ruleId, title, remedy, records, isAboutLines } = problem;
  return isAboutLines ? (
    <button
      type="button"
      className="button small"
      onClick={() =>
        askReview({
          kind: 'bulk',
          title: `Reject ${counted(records, 'broken line')}`,
          input: { selection, change: { kind: 'rejected', reason: '' }, remember: false },
        })
      }
    >
      Reject …
    </button>
  ) : remedy === 'merge' ? (
    <button
      type="button"
      className="button small"
      onClick={() =>
        askReview({
          kind: 'bulk',
          title: 'Merge duplicates',
          input: {
            selection,
            change: { kind: 'merged', rule: ruleId, keep: 'last', fill: true, reason: null },
            remember: false,
          },
        })
      }
    >
      Merge …
    </button>
  ) : (
    <SuggestedButton
      problem={problem}
      selection={selectionOf(dataset, query)}
      onAccept={() => askSuggested(`Accept what is suggested where “${title}” fails`, selection, ruleId)}
    />
  );
}

function ProblemRow({
  problem,
  isOpen,
  worth,
  onToggle,
}: {
  readonly problem: Problem;
  readonly isOpen: boolean;
  readonly worth: string;
  readonly onToggle: () => void;
}) {
  const { dataset, query, change, profiles } = useGrid();
  const { ruleId, title, remedy, hasSpellings, columns, records, values, clears, isAboutLines } = problem;
  const selection = selectionOf(dataset, { ...query, breaks: { ...query.breaks, rules: [ruleId] } });
  const [column] = columns;
  return (
    <>
      <div className={isOpen ? 'problem-row is-open' : 'problem-row'}>
        <button type="button" className="problem-name" aria-expanded={isOpen} onClick={onToggle}>
          {isOpen ? <ChevronDown size={14} /> : <ChevronRight size={14} />}
          {isAboutLines ? <span className="broken-ink">◆</span> : <span className="wrong-ink">▲</span>}
          <span>
            <b>{problem.problem}</b>
            <span className="muted small">
              {values === 1 ? 'all the same value' : `${count(values)} different values`} ·{' '}
              {isAboutLines
                ? 'each line is corrected by itself'
                : clears === records
                  ? 'fixing this makes all of them clean'
                  : `fixing this makes ${counted(clears, 'record')} clean`}
            </span>
          </span>
        </button>
        <span className="right">
          <button
            type="button"
            className="link"
            title="Show these records"
            onClick={() => change({ ...query, view: undefined as never, breaks: { ...query.breaks, rules: [ruleId] } })}
          >
            {count(records)}
          </button>
        </span>
        <span className="right" title="Total over the records that this fix would make clean">
          {worth}
        </span>
        <span className="right problem-do">
          <ProblemDeed problem={problem} selection={selection} />
        </span>
      </div>
      {isOpen && (
        <div className="problem-values">
          {column !== undefined && !isAboutLines && remedy !== 'merge' && (
            <div className="row">
              <button
                type="button"
                className="button small"
                onClick={() =>
                  askReview({
                    kind: 'bulk',
                    title: `Set ${column} where “${title}” fails`,
                    input: { selection, change: { kind: 'set', column, to: '' }, remember: false },
                  })
                }
              >
                Set or empty {column} in all {count(records)} …
              </button>
            </div>
          )}
          {column !== undefined && profiles.get(column)?.type === 'text' && hasSpellings && (
            <div className="row">
              <button
                type="button"
                className="button small"
                onClick={() => askReview({ kind: 'clusters', selection: selectionOf(dataset, query), column })}
              >
                Cluster spellings of {column} …
              </button>
            </div>
          )}
          <ProblemValues problem={problem} />
        </div>
      )}
    </>
  );
}
