import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Duplicates } from '#core/contract/problems.ts';
import { ask, sentenceOf } from '../client.ts';
import { count } from '../format.ts';
import { Question } from '../pieces/question.tsx';
import { askReview } from '../review.ts';

type Member = Duplicates['members'][number];

/** Which record is kept, and by column the other that gives it a cell. */
interface Choice {
  readonly keep: number;
  readonly cells: Readonly<Record<string, number>>;
}

/** Duplicates side by side; one record is kept, with the cells that were chosen for it, and the others are merged into it. */
export function DuplicatesDialog({
  dataset,
  rule,
  recordId,
}: {
  readonly dataset: string;
  readonly rule: string;
  readonly recordId: number;
}) {
  const group = useQuery(ask.exceptions.duplicates.queryOptions({ input: { dataset, rule, recordId } }));
  const [chosen, setChosen] = useState<Choice>();
  const members = group.data?.members ?? [];
  // Nothing that only one of them says is lost unless a person wants it so.
  const choice = chosen ?? (group.data ? gapsFilled(group.data, members.toReversed()) : { keep: 0, cells: {} });
  const taken = Object.keys(choice.cells).length;
  return (
    <Question
      title="Duplicates side by side"
      size="xl"
      deed="Merge …"
      canDo={members.length > 1}
      onDo={() =>
        askReview({
          kind: 'bulk',
          title: `Merge into record ${count(choice.keep)}`,
          input: {
            selection: { dataset, status: 'open', search: '', filter: [], ids: members.map(({ recordId: id }) => id) },
            change: { kind: 'merged', rule, keep: choice.keep, reason: null, ...(taken > 0 && { cells: choice.cells }) },
            remember: false,
          },
        })
      }
    >
      {group.isError && <p className="wrong-ink wrap">▲ {sentenceOf(group.error)}</p>}
      {group.data && (
        <>
          <p className="muted wrap">
            {group.data.differing.length === 0 ? 'All cells are the same.' : `They differ in ${group.data.differing.join(', ')}.`}{' '}
            One record is kept; click a cell of another to keep that text instead. The last in the file counts as the newest.
          </p>
          <Presets group={group.data} choose={setChosen} />
          <SideBySide group={group.data} choice={choice} choose={setChosen} />
          <p className="small muted" aria-live="polite">
            {taken === 0
              ? `Record ${count(choice.keep)} is kept as it is.`
              : `Record ${count(choice.keep)} is kept, with ${Object.entries(choice.cells)
                  .map(([column, from]) => `${column} from record ${count(from)}`)
                  .join(', ')}.`}
          </p>
        </>
      )}
    </Question>
  );
}

/** Whole choices at once: the record that is kept by a rule, and its gaps filled. */
function Presets({ group, choose }: { readonly group: Duplicates; readonly choose: (choice: Choice) => void }) {
  const newest = group.members.toReversed();
  const fullest = newest.toSorted((a, b) => filledCells(b) - filledCells(a));
  const offers = [
    ['Newest, gaps filled', gapsFilled(group, newest)],
    ['Fullest, gaps filled', gapsFilled(group, fullest)],
    ['Newest as it is', { keep: newest[0]?.recordId ?? 0, cells: {} }],
  ] as const;
  return (
    <p className="row">
      {offers.map(([label, choice]) => (
        <button key={label} type="button" className="button small" onClick={() => choose(choice)}>
          {label}
        </button>
      ))}
    </p>
  );
}

/** The first of some records is kept, with the cells that it lacks from those behind it. */
function gapsFilled({ columns }: Duplicates, [keep, ...others]: readonly Member[]): Choice {
  const cells = columns.flatMap((column, place): readonly (readonly [string, number])[] => {
    const from = keep?.empty[place] ? others.find((other) => !other.empty[place]) : undefined;
    return from ? [[column, from.recordId]] : [];
  });
  return { keep: keep?.recordId ?? 0, cells: Object.fromEntries(cells) };
}

function filledCells({ empty }: Member): number {
  return empty.filter((isEmpty) => !isEmpty).length;
}

/** Another record is kept; cells that were chosen from others stay chosen. */
function keeping({ cells }: Choice, keep: number): Choice {
  return { keep, cells: Object.fromEntries(Object.entries(cells).filter(([, from]) => from !== keep)) };
}

function SideBySide({
  group: { columns, differing, shared, members },
  choice,
  choose,
}: {
  readonly group: Duplicates;
  readonly choice: Choice;
  readonly choose: (choice: Choice) => void;
}) {
  const take = (column: string, from: number): void => {
    const { [column]: _, ...others } = choice.cells;
    choose({ ...choice, cells: from === choice.keep ? others : { ...others, [column]: from } });
  };
  const cellOf = (column: string, place: number, { recordId, cells }: Member): ReactNode => {
    const text = cells[place] === '' ? <span className="muted">empty</span> : cells[place];
    if (!differing.includes(column) || shared.includes(column)) return text;
    return (
      <label className="row cell-choice">
        <input
          type="radio"
          name={`cell-${column}`}
          aria-label={`${column} from record ${count(recordId)}: ${cells[place] || 'empty'}`}
          checked={(choice.cells[column] ?? choice.keep) === recordId}
          onChange={() => take(column, recordId)}
        />
        <span>{text}</span>
      </label>
    );
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: wide groups are scrolled with the keyboard too
    <section className="outcome-rows" aria-label="Duplicates" tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th>Column</th>
            {members.map(({ recordId, line, source }) => (
              <th key={recordId}>
                <label className="row">
                  <input
                    type="radio"
                    name="keep"
                    checked={choice.keep === recordId}
                    onChange={() => choose(keeping(choice, recordId))}
                  />
                  <span>
                    Keep record {count(recordId)}
                    <span className="muted small block">
                      {source !== null && `${source}, `}line {count(line)}
                    </span>
                  </span>
                </label>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {columns.map((column, place) => (
            <tr key={column}>
              <th scope="row" className="muted">
                {differing.includes(column) ? '▲ ' : ''}
                {column}
              </th>
              {members.map((member) => (
                <td key={member.recordId} className={wordFor(column, member)}>
                  {cellOf(column, place, member)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );

  function wordFor(column: string, { recordId }: Member): string {
    if (!differing.includes(column)) return 'wrap';
    return (choice.cells[column] ?? choice.keep) === recordId ? 'wrap cell-kept' : 'wrap cell-dropped';
  }
}
