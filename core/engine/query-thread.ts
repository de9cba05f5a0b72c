import { parentPort, workerData } from 'node:worker_threads';
import { Failure } from '#core/contract/failure.ts';
import type { Tell } from '#core/contract/progress.ts';
import { tidyRawTexts } from '#core/records/raw-texts.ts';
import { allowStopping } from '#core/store/records.ts';
import { atOneMoment } from '#core/workspace/open.ts';
import { openForReading } from '#core/workspace/open-for-reading.ts';
import { guardWorkspace } from '#core/workspace/workspace-parts.ts';
import { openSession, type QuerySession, queries } from './queries.ts';
import { type QueryThreadData, warmUp } from './query-thread-data.ts';
import { serveWork } from './serve-work.ts';

/** How long nothing must be asked before work ahead of time begins, in milliseconds. */
const pause = 150;

if (parentPort) {
  // Handed over by query-desk.ts as exactly this.
  const { workspacePath, asked } = workerData as QueryThreadData;
  guardWorkspace(workspacePath);
  const count = new Int32Array(asked);
  const answers: Readonly<Record<string, { readonly answer: (session: QuerySession, input: never, tell: Tell) => unknown }>> =
    queries;
  let session: QuerySession | undefined;
  let isAhead = false;
  let mayGoOn = (): void => {};
  let seen = 0;

  const begin = (): QuerySession => {
    const database = openForReading(workspacePath);
    allowStopping(database, () => {
      mayGoOn();
      if (isAhead && Atomics.load(count, 0) !== seen) throw new Failure('CANCELLED', 'something else was asked');
    });
    return openSession(database);
  };
  const workAhead = (): void => {
    isAhead = true;
    mayGoOn = () => {};
    seen = Atomics.load(count, 0);
    try {
      const opened = session;
      if (opened) atOneMoment(opened.database, () => opened.rowSets.complete());
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
    } finally {
      isAhead = false;
    }
  };
  serveWork(parentPort, {
    workspacePath,
    work: (name, input, tell, assertWanted) => {
      mayGoOn = assertWanted;
      session ??= begin();
      if (name === warmUp) return void session.current();
      const query = answers[name];
      if (!query) throw new RangeError(`there is no query ${name}`);
      const { database } = session;
      tidyRawTexts(database);
      const opened = session;
      return atOneMoment(database, () => query.answer(opened, input as never, tell));
    },
    afterwards: { pause, act: workAhead },
    close: () => session?.database.close(),
  });
}
