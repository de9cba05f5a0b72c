import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ask, engine, queryClient } from '../client.ts';
import { undoDecision } from '../decide.ts';
import { when } from '../format.ts';

/** What was decided and said about a record, and a place to say more. */
export function RecordThread({ dataset, recordId }: { readonly dataset: string; readonly recordId: number }) {
  const history = useQuery(ask.exceptions.history.queryOptions({ input: { dataset, recordId } }));
  const [text, setText] = useState('');
  const { decisions = [], comments = [] } = history.data ?? {};
  const entries = [
    ...decisions.map(({ decidedAt, author, kind, cells, reason, isUndone, details, source, batchNo }) => ({
      batchNo,
      columns: kind === 'fixed' ? Object.keys(cells) : [],
      at: decidedAt,
      author,
      isUndone,
      words: [
        kind,
        ...(kind === 'fixed' ? Object.entries(cells).map(([column, { from, to }]) => `${column} “${from}” → “${to}”`) : []),
        ...(details.into === undefined ? [] : [`into record ${details.into}`]),
        ...(details.expiresOn === undefined ? [] : [`until ${details.expiresOn}`]),
        ...(reason === null ? [] : [reason]),
        ...(source === 'person' ? [] : [`by ${source}`]),
      ].join(' · '),
    })),
    ...comments.map(({ writtenAt, author, text: words }) => ({
      batchNo: undefined,
      columns: [],
      at: writtenAt,
      author,
      isUndone: false,
      words,
    })),
  ].sort((a, b) => (a.at < b.at ? -1 : 1));
  const say = async (): Promise<void> => {
    await engine.exceptions.comment({ dataset, recordId, text });
    setText('');
    await queryClient.invalidateQueries({ queryKey: ask.exceptions.history.key() });
  };
  return (
    <>
      <h2>History and comments</h2>
      {entries.map(({ at, author, words, isUndone, batchNo, columns }) => (
        <p key={`${at} ${words}`} className="thread">
          <span className="wrap">{isUndone ? <s>{words}</s> : words}</span>
          <span className="muted small">
            {author}, {when(at)}
            {isUndone && ', taken back'}
            {batchNo !== undefined && !isUndone && (
              <>
                {' · '}
                <button
                  type="button"
                  className="link"
                  onClick={() => void undoDecision({ batchNo, record: { dataset, recordId } })}
                >
                  Undo
                </button>
                {columns.length > 1 &&
                  columns.map((column) => (
                    <button
                      key={column}
                      type="button"
                      className="link"
                      onClick={() => void undoDecision({ batchNo, record: { dataset, recordId }, column })}
                    >
                      {' · only '}
                      {column}
                    </button>
                  ))}
              </>
            )}
          </span>
        </p>
      ))}
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== '') void say();
        }}
      >
        <input
          id="comment"
          className="input small"
          style={{ flex: 1, minWidth: 0 }}
          aria-label="Comment"
          placeholder="Write a comment"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit" className="button small" disabled={text.trim() === ''}>
          Send
        </button>
      </form>
    </>
  );
}
