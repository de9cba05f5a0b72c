import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../client.ts';
import { addParent, decideAs } from '../decide.ts';
import { counted } from '../format.ts';
import { keepReason, LastDayField, Question, ReasonField } from '../pieces/question.tsx';
import { askReview } from '../review.ts';

const words = {
  waived: ['Waive', 'Why may it pass as it is?'],
  rejected: ['Reject', 'Why is it kept out?'],
  escalated: ['Escalate', 'What should somebody else look at?'],
} as const;

/** Asks why a record is decided about as it is. */
export function ReasonDialog({
  decision,
  dataset,
  recordId,
}: {
  readonly decision: keyof typeof words;
  readonly dataset: string;
  readonly recordId: number;
}) {
  const [reason, setReason] = useState('');
  const [expiresOn, setExpiresOn] = useState<string>();
  const [verb, question] = words[decision];
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const stands = useQuery(ask.exceptions.try.queryOptions({ input: { dataset, recordId }, enabled: decision === 'waived' }));
  const broken = [
    ...new Map(
      (stands.data?.problems ?? [])
        .filter(({ severity }) => severity === 'error' || severity === 'critical')
        .map(({ ruleId, reason }) => [ruleId, reason]),
    ),
  ];
  const rules = broken.map(([id]) => id).filter((id) => !left.has(id));
  const decide = async (): Promise<void> => {
    keepReason(reason);
    const scope = { ...(expiresOn !== undefined && { expiresOn }), ...(left.size > 0 && { rules }) };
    if (await decideAs(decision, dataset, recordId, reason, scope)) askReview(undefined);
  };
  return (
    <Question
      title={`${verb} record ${recordId}`}
      deed={`${verb} it`}
      canDo={reason.trim() !== '' && (decision !== 'waived' || left.size === 0 || rules.length > 0)}
      onDo={() => void decide()}
    >
      <ReasonField question={question} value={reason} onChange={setReason} />
      {broken.length > 1 && (
        <fieldset className="choice">
          <legend>Which rules are set aside</legend>
          {broken.map(([id, told]) => (
            <label key={id} className="row small">
              <input
                type="checkbox"
                checked={!left.has(id)}
                onChange={() => setLeft(new Set(left.has(id) ? [...left].filter((one) => one !== id) : [...left, id]))}
              />
              <span className="wrap">{told}</span>
            </label>
          ))}
          {left.size > 0 && <span className="muted small">The other rules still hold it back.</span>}
        </fieldset>
      )}
      {decision === 'waived' && (
        <LastDayField value={expiresOn} onChange={setExpiresOn}>
          <span className="muted small">It comes back when this day has passed, or when a value it was given for changes.</span>
        </LastDayField>
      )}
    </Question>
  );
}

/** Asks why a value counts as one that another dataset holds. */
export function ParentDialog({
  dataset,
  column,
  text,
  records,
}: {
  readonly dataset: string;
  readonly column: string;
  readonly text: string;
  readonly records: number;
}) {
  const [reason, setReason] = useState('');
  const add = async (): Promise<void> => {
    keepReason(reason);
    if (await addParent(dataset, column, text, reason)) askReview(undefined);
  };
  return (
    <Question title={`Add “${text}” to ${dataset}`} deed="Add it" canDo={reason.trim() !== ''} onDo={() => void add()}>
      <p>
        {records === 1 ? '1 record refers to it. It passes' : `${counted(records, 'record')} refer to it. They pass`} with it, now
        and in later files, until it is taken back.
      </p>
      <ReasonField question="Why does it count?" value={reason} onChange={setReason} />
    </Question>
  );
}
