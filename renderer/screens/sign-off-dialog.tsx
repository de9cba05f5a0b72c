import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { afterDecision, ask, engine, sentenceOf } from '../client.ts';
import { count, when } from '../format.ts';
import { Question } from '../pieces/question.tsx';
import { askReview } from '../review.ts';

/** Stands for the decisions of the run: who, when, how many and why. */
export function SignOffDialog() {
  const decisions = useQuery(ask.exceptions.decisions.queryOptions());
  const signed = useQuery(ask.exceptions.signOffs.queryOptions());
  const [author, setAuthor] = useState('');
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<string>();
  const holding = (decisions.data ?? []).filter(({ isUndone }) => !isUndone);
  const counts = new Map<string, number>();
  for (const { kind, reason } of holding) {
    const name = reason === null ? kind : `${kind}: ${reason}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const sign = async (): Promise<void> => {
    try {
      const made = await engine.exceptions.signOff({ note: note === '' ? null : note, ...(author !== '' && { author }) });
      await afterDecision();
      notifications.show({ message: `Signed off by ${made.author}. A decision after this makes it void.` });
      askReview(undefined);
    } catch (error) {
      setProblem(sentenceOf(error));
    }
  };
  return (
    <Question title="Sign off" deed="Sign off" onDo={() => void sign()}>
      {signed.data?.map(({ author: by, signedAt, voidedAt }) => (
        <p key={signedAt} className={voidedAt === null ? 'clean-ink' : 'muted'}>
          {voidedAt === null ? '✓ ' : ''}Signed by {by}, {when(signedAt)}
          {voidedAt !== null && `; void since ${when(voidedAt)}, when something else was decided`}
        </p>
      ))}
      <p>You sign these decisions:</p>
      <ul className="plain-list">
        {[...counts].map(([name, number]) => (
          <li key={name} className="list-row">
            <span className="list-text wrap">{name}</span>
            <span>{count(number)}</span>
          </li>
        ))}
        {holding.length === 0 && <li className="muted">None: every record stands as the run left it.</li>}
      </ul>
      <label className="choice">
        <span>Your name (default: as this system knows you)</span>
        <input className="input" value={author} onChange={(event) => setAuthor(event.currentTarget.value)} />
      </label>
      <label className="choice">
        <span>Note (optional)</span>
        <input className="input" value={note} onChange={(event) => setNote(event.currentTarget.value)} />
      </label>
      {problem !== undefined && (
        <p className="wrong-ink wrap" role="alert">
          ▲ {problem}
        </p>
      )}
    </Question>
  );
}
