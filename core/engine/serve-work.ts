import type { MessagePort } from 'node:worker_threads';
import { Failure } from '#core/contract/failure.ts';
import type { Tell } from '#core/contract/progress.ts';
import { explainSqlite } from '#core/workspace/open.ts';
import { failureToMessage } from './thread-failure.ts';
import type { WorkReply, WorkRequest } from './work-messages.ts';

/** How often progress is told, in milliseconds. */
const pace = 100;

/** Does what a thread is asked, one thing after the other. */
export function serveWork(
  port: MessagePort,
  {
    workspacePath,
    work,
    afterwards,
    close,
  }: {
    readonly workspacePath: string;
    /** `assertWanted` throws a Failure (CANCELLED) as well, and tells nothing. */
    readonly work: (name: string, input: unknown, tell: Tell, assertWanted: () => void) => unknown;
    /** What is done when nothing was asked for so many milliseconds. */
    readonly afterwards: { readonly pause: number; readonly act: () => void };
    readonly close: () => void;
  },
): void {
  const send = (reply: WorkReply): void => port.postMessage(reply);
  const answer = async ({ id, name, input, stop }: WorkRequest): Promise<WorkReply> => {
    const stopped = new Int32Array(stop);
    let told = 0;
    let known: number | undefined;
    const assertWanted = (): void => {
      if (Atomics.load(stopped, 0) === 1) throw new Failure('CANCELLED', 'stopped: nothing was changed');
    };
    const tell: Tell = (done, total) => {
      assertWanted();
      if (total === known && Date.now() - told < pace) return;
      told = Date.now();
      known = total;
      send({ id, kind: 'progress', done, total });
    };
    try {
      return { id, kind: 'answer', answer: await work(name, input, tell, assertWanted) };
    } catch (error) {
      return { id, ...failureToMessage(explainSqlite(error, workspacePath, 'RUN_FAILED')) };
    }
  };
  let idle: NodeJS.Timeout | undefined;
  const take = async (request: WorkRequest | 'close'): Promise<void> => {
    clearTimeout(idle);
    if (request === 'close') {
      close();
      port.close();
      return;
    }
    send(await answer(request));
    idle = setTimeout(afterwards.act, afterwards.pause);
  };
  let before = Promise.resolve();
  port.on('message', (request: WorkRequest | 'close') => {
    before = before.then(() => take(request));
  });
}
