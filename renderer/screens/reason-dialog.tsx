import { useState } from 'react';
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
  const decide = async (): Promise<void> => {
    keepReason(reason);
    if (await decideAs(decision, dataset, recordId, reason, expiresOn)) askReview(undefined);
  };
  return (
    <Question title={`${verb} record ${recordId}`} deed={`${verb} it`} canDo={reason.trim() !== ''} onDo={() => void decide()}>
      <ReasonField question={question} value={reason} onChange={setReason} />
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
