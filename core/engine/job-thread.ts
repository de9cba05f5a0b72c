import { parentPort, workerData } from 'node:worker_threads';
import { runPipeline } from '#core/run/run-pipeline.ts';
import { guardWorkspace } from '#core/workspace/workspace-parts.ts';
import { appVersion } from './app-version.ts';
import { nowMicroseconds } from './clock.ts';
import type { JobMessage, RunJob } from './job.ts';
import { createReaders } from './readers.ts';
import { openRunLog } from './run-log.ts';
import { failureToMessage } from './thread-failure.ts';
import { writeAheadOn } from './write-ahead.ts';

const port = parentPort;
if (port) {
  // Handed over by start-run.ts as exactly this.
  const job = workerData as RunJob;
  const readers = createReaders();
  guardWorkspace(job.workspacePath);
  const stop = new Int32Array(job.stop);
  const send = (message: JobMessage): void => port.postMessage(message);
  try {
    const runId = await runPipeline({
      ...job,
      appVersion,
      now: nowMicroseconds,
      milliseconds: () => performance.now(),
      openLog: (id) => openRunLog(job.workspacePath, id, nowMicroseconds, (entry) => send({ kind: 'log', entry })),
      onProgress: (progress) => send({ kind: 'progress', progress }),
      isStopped: () => Atomics.load(stop, 0) !== 0,
      readers,
      writeAhead: writeAheadOn(job.workspacePath),
    });
    send({ kind: 'done', runId });
  } catch (error) {
    send(failureToMessage(error));
  } finally {
    await readers.close();
  }
}
