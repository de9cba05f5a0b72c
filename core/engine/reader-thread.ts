import { parentPort } from 'node:worker_threads';
import type { Batch, ReadJob } from '#core/run/batches/batch.ts';
import { readBatches } from '#core/run/batches/read-batches.ts';
import type { ReaderMessage, ReaderRequest } from './reader-messages.ts';
import { failureToMessage } from './thread-failure.ts';

/** Batches that may wait for the writer before reading pauses. */
const mostAhead = 2;

const port = parentPort;
if (port) {
  let credit = mostAhead;
  let wake: (() => void) | undefined;
  const send = (message: ReaderMessage, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);
  const read = async (job: ReadJob): Promise<void> => {
    credit = mostAhead;
    try {
      for await (const batch of readBatches(job)) {
        if (credit === 0) await new Promise<void>((resolve) => (wake = resolve));
        credit--;
        send({ kind: 'batch', batch }, buffersOf(batch));
      }
      send({ kind: 'end' });
    } catch (error) {
      send(failureToMessage(error));
    }
  };
  port.on('message', (request: ReaderRequest) => {
    if (request !== 'taken') return void read(request);
    credit++;
    wake?.();
  });
}

function buffersOf({ blocks, forms, violations, changes, exceptions }: Batch): ArrayBuffer[] {
  const packed = [violations, changes, exceptions].flatMap(({ columns }) =>
    columns.map((column) => (column.kind === 'number' ? column.values : column.ends)),
  );
  const raw = blocks.flatMap(({ rows, places }) => [places.digits, ...(typeof rows === 'string' ? [] : [rows])]);
  return [...packed, ...raw, forms.bytes, forms.rows, forms.areBlank, forms.ends]
    .map(({ buffer }) => buffer)
    .filter((buffer) => buffer instanceof ArrayBuffer);
}
