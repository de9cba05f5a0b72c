import { useQuery } from '@tanstack/react-query';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { Problem, ProblemValue } from '#core/contract/problems.ts';
import { ask, sentenceOf } from '../client.ts';
import { count, counted, money, problemName, ruleName } from '../format.ts';
import { useGrid } from '../grid/grid-context.ts';
import { askReview, selectionOf } from '../review.ts';
import { useShown } from '../shown.ts';

const firstValues = 100;

/** Exceptions by what is wrong: a thousand records with one cause are one decision. */
export function Problems() {
  const { dataset, query, profiles } = useGrid();
  const { pipeline } = useShown();
  const measures = [...profiles.values()].filter(({ type, scale }) => type === 'decimal' && (scale ?? 0) > 0);
  const [chosen, setChosen] = useState<string>();
  const measure = chosen ?? (measures.findLast(({ isDerived }) => !isDerived) ?? measures.at(-1))?.name;
  const selection = selectionOf(dataset, query);
  const problems = useQuery({
    ...ask.exceptions.problems.queryOptions({ input: { ...selection, ...(measure && { measure }) } }),
    placeholderData: (before) => before,
    enabled: profiles.size > 0,
  });
  const [open, setOpen] = useState<string>();
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
    <section className="problems" aria-label="Problems">
      <div className="problem-head">
        <span>Problem</span>
        <span className="right">Records</span>
        <span className="right">
          {measures.length > 0 && (
            <select
              className="type"
              aria-label="What records are worth by"
              value={measure}
              onChange={(event) => setChosen(event.currentTarget.value)}
            >
              {measures.map(({ name }) => (
                <option key={name}>{name}</option>
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
  const { dataset, query, change } = useGrid();
  const { ruleId, rule, columns, records, values, clears } = problem;
  const name = ruleName(ruleId, rule, columns);
  const selection = selectionOf(dataset, { ...query, breaks: { ...query.breaks, rules: [ruleId] } });
  const [column] = columns;
  return (
    <>
      <div className={isOpen ? 'problem-row is-open' : 'problem-row'}>
        <button type="button" className="problem-name" aria-expanded={isOpen} onClick={onToggle}>
          {isOpen ? <ChevronDown size={14} /> : <ChevronRight size={14} />}
          <span className="wrong-ink">▲</span>
          <span>
            <b>{problemName(ruleId, rule, columns)}</b>
            <span className="muted small">
              {values === 1 ? 'one and the same' : `${count(values)} different`} ·{' '}
              {clears === records ? 'each clean once this is mended' : `${counted(clears, 'record')} clean once this is mended`}
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
        <span className="right" title="Of the records that are clean once this is mended">
          {worth}
        </span>
        <span className="right problem-do">
          {rule === 'unique' ? (
            <button
              type="button"
              className="button small"
              onClick={() =>
                askReview({
                  kind: 'bulk',
                  title: `Merge duplicates: keep the last of each group`,
                  input: { selection, change: { kind: 'merged', rule: ruleId, keep: 'last', reason: null }, remember: false },
                })
              }
            >
              Merge …
            </button>
          ) : (
            <button
              type="button"
              className="button small"
              onClick={() =>
                askReview({
                  kind: 'bulk',
                  title: `Accept what is suggested where “${name}” fails`,
                  input: { selection, change: { kind: 'suggested', rule: ruleId }, remember: false },
                })
              }
            >
              Accept suggestions …
            </button>
          )}
        </span>
      </div>
      {isOpen && (
        <div className="problem-values">
          {column !== undefined && rule !== 'unique' && rule !== 'formula' && rule !== 'required' && (
            <div className="row">
              <button type="button" className="button small" onClick={() => askReview({ kind: 'clusters', dataset, column })}>
                Cluster spellings of {column} …
              </button>
            </div>
          )}
          <Values problem={problem} />
        </div>
      )}
    </>
  );
}

function Values({ problem }: { readonly problem: Problem }) {
  const { dataset, query } = useGrid();
  const [limit, setLimit] = useState(firstValues);
  const values = useQuery({
    ...ask.exceptions.problemValues.queryOptions({
      input: { ...selectionOf(dataset, query), ruleId: problem.ruleId, limit },
    }),
    placeholderData: (before) => before,
  });
  if (values.isError) return <p className="wrong-ink wrap">▲ {sentenceOf(values.error)}</p>;
  return (
    <>
      {values.data?.values.map((value) => (
        <ValueRow key={value.reason} problem={problem} value={value} />
      ))}
      {values.data && values.data.total > values.data.values.length && (
        <button type="button" className="link" onClick={() => setLimit(Math.min(1000, limit + 300))}>
          Show more of {count(values.data.total)}
        </button>
      )}
    </>
  );
}

function ValueRow({ problem, value }: { readonly problem: Problem; readonly value: ProblemValue }) {
  const { dataset, query, change } = useGrid();
  const { pipeline } = useShown();
  const { ruleId, columns } = problem;
  const { reason, records, text, suggestion, recordId } = value;
  const [column] = columns;
  const alike = { ...query, problem: { rule: ruleId, reason } };
  const selection = selectionOf(dataset, alike);
  const [target, setTarget] = useState<string>();
  const parent = parentOf(pipeline, dataset, ruleId);
  const fill = (to: string): void => {
    if (column === undefined) return;
    askReview({
      kind: 'bulk',
      title: `${column} becomes “${to}” in ${counted(records, 'record')}`,
      input: { selection, change: { kind: 'set', column, to }, remember: false },
      canRemember: (text ?? '') !== '',
    });
  };
  return (
    <div className="value-row">
      <span className="wrap">{reason}</span>
      <button
        type="button"
        className="link right"
        title="Show these records"
        onClick={() => change({ ...alike, view: undefined as never })}
      >
        {count(records)}
      </button>
      <span className="row">
        {problem.rule === 'unique' ? (
          <button
            type="button"
            className="button small"
            onClick={() => askReview({ kind: 'duplicates', dataset, rule: ruleId, recordId })}
          >
            Side by side …
          </button>
        ) : (
          column !== undefined && (
            <form
              className="row"
              onSubmit={(event) => {
                event.preventDefault();
                fill(target ?? suggestion?.cells[column] ?? '');
              }}
            >
              <input
                className={`input small ${suggestion?.cells[column] !== undefined && target === undefined ? 'passes' : ''}`}
                aria-label={`New ${column} for ${reason}`}
                placeholder={`new ${column}`}
                title={suggestion ? `${suggestion.why} · ${Math.round(100 * suggestion.confidence)} %` : undefined}
                value={target ?? suggestion?.cells[column] ?? ''}
                onChange={(event) => setTarget(event.currentTarget.value)}
              />
              <button type="submit" className="button small" disabled={(target ?? suggestion?.cells[column] ?? '') === ''}>
                Fix {count(records)} …
              </button>
            </form>
          )
        )}
        {parent && text !== null && (
          <button type="button" className="button small" onClick={() => askReview({ kind: 'parent', ...parent, text, records })}>
            Add it to {parent.dataset} …
          </button>
        )}
        <button
          type="button"
          className="button small quiet"
          onClick={() =>
            askReview({
              kind: 'bulk',
              title: `Waive ${counted(records, 'record')}`,
              input: { selection, change: { kind: 'waived', reason: '' }, remember: false },
            })
          }
        >
          Waive …
        </button>
      </span>
    </div>
  );
}

/** Where the values of a reference over one column must be. */
function parentOf(pipeline: ReturnType<typeof useShown>['pipeline'], dataset: string, ruleId: string) {
  const rule = pipeline?.rules.find((one) => one.dataset === dataset && one.id === ruleId && one.rule === 'reference');
  if (rule?.columns.length !== 1) return undefined;
  const parent = String(rule.options['dataset']);
  const { to } = rule.options;
  const column = Array.isArray(to) ? String(to[0]) : pipeline?.datasets.find(({ name }) => name === parent)?.key[0];
  return column === undefined ? undefined : { dataset: parent, column };
}
