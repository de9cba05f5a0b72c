import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import type { BulkChange, BulkInput, BulkOutcome } from '#core/contract/bulk.ts';
import { ask, sentenceOf } from '../client.ts';
import { decideMany } from '../decide.ts';
import { addSteps, canBeSteps, stepsOf } from '../every-run.ts';
import { count, counted } from '../format.ts';
import { keepReason, LastDayField, Question, ReasonField } from '../pieces/question.tsx';
import { askReview } from '../review.ts';
import { stepsPath } from '../route.ts';
import { type Later, LaterRuns } from './later-runs.tsx';
import { MergeFields } from './merge-fields.tsx';

const outcomes: Readonly<Record<BulkOutcome['rows'][number]['outcome'], readonly [string, string]>> = {
  clean: ['✓ clean', 'clean'],
  open: ['▲ another rule is broken', 'wrong'],
  skipped: ['left as it is', ''],
  waived: ['◍ waived', 'waived'],
  rejected: ['rejected', ''],
  merged: ['→ merged', ''],
  escalated: ['escalated', ''],
};

/** What a change of many records would do, row by row, before it is done. */
export function BulkDialog({
  title,
  input,
  canRemember = false,
}: {
  readonly title: string;
  readonly input: BulkInput;
  readonly canRemember?: boolean;
}) {
  const [change, setChange] = useState<BulkChange>(input.change);
  const [later, setLater] = useState<Later>('nothing');
  const [progress, setProgress] = useState<number>();
  const stop = useRef<AbortController>(undefined);
  const needsReason = 'reason' in change && change.kind !== 'merged' && change.reason.trim() === '';
  const wanted = { ...input, change };
  const preview = useQuery({
    // The reason changes nothing of what would come of it.
    ...ask.exceptions.preview.queryOptions({
      input: { ...input, change: 'reason' in change && change.reason !== null ? { ...change, reason: 'preview' } : change },
    }),
    enabled: progress === undefined,
    placeholderData: (before) => before,
  });
  useEffect(() => () => stop.current?.abort(), []);
  const outcome = preview.data;
  const apply = async (): Promise<void> => {
    stop.current = new AbortController();
    setProgress(0);
    if ('reason' in change && change.reason !== null) keepReason(change.reason);
    const made = await decideMany({ ...wanted, remember: later === 'mapping' }, setProgress, stop.current.signal);
    stop.current = undefined;
    setProgress(undefined);
    if (!made) return;
    askReview(undefined);
    if (later === 'step' && outcome) await addAsSteps(input.selection.dataset, change, outcome);
  };
  return (
    <Question
      title={title}
      size="xl"
      deed={outcome ? `Apply to ${counted(outcome.applied, 'record')}` : 'Apply'}
      canDo={progress === undefined && !needsReason && (outcome?.applied ?? 0) > 0}
      onDo={() => void apply()}
      footer={
        progress === undefined ? undefined : (
          <>
            <progress max={1} value={progress} aria-label="Progress" style={{ flex: 1 }} />
            <span className="muted">{Math.floor(100 * progress)} %</span>
            <button type="button" className="button" onClick={() => stop.current?.abort()}>
              Stop
            </button>
          </>
        )
      }
    >
      <ChangeFields change={change} onChange={setChange} />
      {preview.isError && (
        <p className="wrong-ink wrap" role="alert">
          ▲ {sentenceOf(preview.error)}
        </p>
      )}
      {outcome && <OutcomeSummary outcome={outcome} />}
      {outcome && outcome.rows.length > 0 && <OutcomeRows outcome={outcome} />}
      {!outcome && !preview.isError && <p className="muted">Trying it on every record …</p>}
      <LaterRuns value={later} canBeMapping={canRemember} canBeStep={canBeSteps(change)} change={setLater} />
    </Question>
  );
}

/** Makes a change of many records a part of every run to come. */
async function addAsSteps(dataset: string, change: BulkChange, { applied, rows }: BulkOutcome): Promise<void> {
  try {
    await addSteps(dataset, stepsOf(change, rows));
    notifications.show({
      message: (
        <>
          Added to the cleaning steps of {dataset}, from the next run on
          {change.kind === 'set' && applied > rows.length ? `, for the texts of the first ${count(rows.length)} records` : ''}.{' '}
          <Link href={stepsPath(dataset)}>See the steps</Link>
        </>
      ),
    });
  } catch (error) {
    notifications.show({ message: sentenceOf(error), autoClose: false });
  }
}

function ChangeFields({ change, onChange }: { readonly change: BulkChange; readonly onChange: (change: BulkChange) => void }) {
  if (change.kind === 'merged') return <MergeFields change={change} onChange={onChange} />;
  if (change.kind === 'set')
    return (
      <label className="choice">
        <span>New text of {change.column} (nothing empties it)</span>
        <input
          className="input"
          data-autofocus
          value={change.to}
          onChange={(event) => onChange({ ...change, to: event.currentTarget.value })}
        />
      </label>
    );
  if (change.kind !== 'waived' && change.kind !== 'rejected' && change.kind !== 'escalated') return null;
  return (
    <div className="row">
      <ReasonField question="Why?" value={change.reason} onChange={(reason) => onChange({ ...change, reason })} />
      {change.kind === 'waived' && (
        <LastDayField value={change.expiresOn} onChange={(expiresOn) => onChange(withLastDay(change, expiresOn))} />
      )}
    </div>
  );
}

function withLastDay(change: Extract<BulkChange, { kind: 'waived' }>, expiresOn: string | undefined): BulkChange {
  const { expiresOn: _, ...rest } = change;
  return expiresOn === undefined ? rest : { ...rest, expiresOn };
}

function OutcomeSummary({ outcome }: { readonly outcome: BulkOutcome }) {
  const { matched, applied, clean, open, skipped, alongside, worsened } = outcome;
  const untouched = matched - applied - skipped;
  return (
    <p aria-live="polite">
      <b>
        Changes {count(applied)} of {counted(matched, 'record')}.
      </b>{' '}
      {clean > 0 && (
        <span className="clean-ink">
          ✓ {count(clean)} {clean === 1 ? 'becomes' : 'become'} clean.{' '}
        </span>
      )}
      {open > 0 && (
        <span className="wrong-ink">
          ▲ {count(open)} still {open === 1 ? 'breaks' : 'break'} another rule.{' '}
        </span>
      )}
      {skipped > 0 && `${count(skipped)} stay as they are, because the change would not help them or would break another rule. `}
      {untouched > 0 && `${count(untouched)} ${untouched === 1 ? 'needs' : 'need'} no change. `}
      {alongside > 0 && `${counted(alongside, 'other record')} ${alongside === 1 ? 'changes' : 'change'} with them. `}
      {worsened > 0 && (
        <span className="wrong-ink">▲ {counted(worsened, 'other record')} that passed would become exceptions.</span>
      )}
    </p>
  );
}

function Before({ text, isReplaced }: { readonly text: string; readonly isReplaced: boolean }) {
  const shown = text === '' ? 'empty' : text;
  return isReplaced ? <s>{shown}</s> : shown;
}

function OutcomeRows({ outcome }: { readonly outcome: BulkOutcome }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the rows are scrolled with the keyboard too
    <section className="outcome-rows" aria-label="Every row that changes" tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th className="right">Record</th>
            <th>Before</th>
            <th>After</th>
            <th>Then</th>
          </tr>
        </thead>
        <tbody>
          {outcome.rows.map(({ recordId, before, after, outcome: what, why }) => {
            const [word, tone] = outcomes[what];
            const columns = Object.keys(Object.keys(after).length > 0 ? after : before);
            return (
              <tr key={recordId}>
                <td className="right">{count(recordId)}</td>
                <td className="wrap">
                  {columns.map((column) => (
                    <span key={column} className="block">
                      <span className="muted">{column}</span> <Before text={before[column] ?? ''} isReplaced={column in after} />
                    </span>
                  ))}
                </td>
                <td className="wrap">
                  {columns.map((column) => (
                    <span key={column} className="block">
                      {column in after ? after[column] : <span className="muted">as it is</span>}
                    </span>
                  ))}
                </td>
                <td className="wrap small">
                  <span className={`badge ${tone}`}>{word}</span> {why !== null && <span className="muted">{why}</span>}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {outcome.applied + outcome.skipped > outcome.rows.length && (
        <p className="muted small">Only the first {count(outcome.rows.length)} are listed.</p>
      )}
    </section>
  );
}
