import { parentPort, workerData } from 'node:worker_threads';
import { Failure } from '#core/contract/failure.ts';
import { type Database, explainSqliteError, openForReading } from '#core/database/open.ts';
import { allowStopping } from '#core/database/records.ts';
import { tidyRawTexts } from '#core/pipeline/raw-texts.ts';
import { openSession, type QuerySession, queries } from './queries.ts';
import type { QueryJob, QueryReply, QueryRequest } from './query-messages.ts';
import { failureToMessage } from './thread-failure.ts';

/** How long nothing must be asked before work ahead of time begins, in milliseconds. */
const pause = 150;

const port = parentPort;
if (port) {
  // Handed over by query-desk.ts as exactly this.
  const { workspacePath, asked } = workerData as QueryJob;
  const count = new Int32Array(asked);
  const answers: Readonly<Record<string, (session: QuerySession, input: never) => unknown>> = queries;
  let database: Database | undefined;
  let session: QuerySession | undefined;
  let ahead: NodeJS.Timeout | undefined;
  let isAhead = false;
  let seen = 0;

  const begin = (): QuerySession => {
    database = openForReading(workspacePath);
    allowStopping(database, () => {
      if (isAhead && Atomics.load(count, 0) !== seen) throw new Failure('CANCELLED', 'something else was asked');
    });
    return openSession(database);
  };
  const answer = ({ id, name, input }: QueryRequest): QueryReply => {
    try {
      session ??= begin();
      if (database) tidyRawTexts(database);
      const ask = answers[name];
      if (!ask) throw new RangeError(`there is no query ${name}`);
      return { id, kind: 'answer', answer: ask(session, input as never) };
    } catch (error) {
      const sentence = explainSqliteError(error, workspacePath);
      return { id, ...failureToMessage(sentence === undefined ? error : new Failure('RUN_FAILED', sentence, { cause: error })) };
    }
  };
  const workAhead = (): void => {
    isAhead = true;
    seen = Atomics.load(count, 0);
    try {
      session?.rowSets.complete();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
    } finally {
      isAhead = false;
    }
  };

  port.on('message', (request: QueryRequest | 'close') => {
    clearTimeout(ahead);
    if (request === 'close') {
      database?.close();
      port.close();
      return;
    }
    port.postMessage(answer(request));
    ahead = setTimeout(workAhead, pause);
  });
}
