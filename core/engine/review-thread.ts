import { parentPort, workerData } from 'node:worker_threads';
import { Failure } from '#core/contract/failure.ts';
import { explainSqliteError } from '#core/database/open.ts';
import { allowStopping } from '#core/database/records.ts';
import { openWorkspace, type Workspace } from '#core/database/workspace.ts';
import { nowMicroseconds } from './clock.ts';
import { personName } from './person-name.ts';
import type { ReviewJob, ReviewReply, ReviewRequest } from './review-messages.ts';
import { type ReviewSession, reviews } from './reviews.ts';
import { type CurrentRun, createCurrentRun } from './shown-run.ts';
import { failureToMessage } from './thread-failure.ts';

/** How often progress is told, in milliseconds. */
const pace = 100;
/** How long the workspace stays open for the next decision, in milliseconds. */
const patience = 1000;

const port = parentPort;
if (port) {
  // Handed over by review-desk.ts as exactly this.
  const { workspacePath, stopped } = workerData as ReviewJob;
  const stop = new Int32Array(stopped);
  const works: Readonly<Record<string, (session: ReviewSession, input: never) => unknown>> = reviews;
  const send = (reply: ReviewReply): void => port.postMessage(reply);

  let open: (Workspace & { readonly current: () => CurrentRun }) | undefined;
  let idle: NodeJS.Timeout | undefined;
  const workspace = () => {
    if (open) return open;
    const opened = openWorkspace(workspacePath);
    allowStopping(opened.database, () => undefined);
    open = { ...opened, current: createCurrentRun(opened.database) };
    return open;
  };
  const letGo = (): void => {
    clearTimeout(idle);
    open?.close();
    open = undefined;
  };

  const work = ({ id, name, input }: ReviewRequest): ReviewReply => {
    let told = 0;
    try {
      const { database, current } = workspace();
      const tell = (done: number, total: number): void => {
        if (Atomics.load(stop, 0) === id) throw new Failure('CANCELLED', 'stopped: nothing was changed');
        if (Date.now() - told < pace) return;
        told = Date.now();
        send({ id, kind: 'progress', done, total });
      };
      const one = works[name];
      if (!one) throw new RangeError(`there is no review ${name}`);
      const session = { database, run: current(), person: personName(), now: nowMicroseconds(), tell };
      return { id, kind: 'answer', answer: one(session, input as never) };
    } catch (error) {
      const sentence = explainSqliteError(error, workspacePath);
      return { id, ...failureToMessage(sentence === undefined ? error : new Failure('RUN_FAILED', sentence, { cause: error })) };
    }
  };
  port.on('message', (request: ReviewRequest | 'close') => {
    clearTimeout(idle);
    if (request === 'close') {
      letGo();
      port.close();
      return;
    }
    send(work(request));
    // Others may want to write; whoever decides one record after the other need not wait for the file each time.
    idle = setTimeout(letGo, patience);
  });
}
