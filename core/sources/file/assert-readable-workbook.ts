import { closeSync, openSync, readSync } from 'node:fs';
import { Unzip, UnzipInflate } from 'fflate';
import { Failure } from '#core/contract/failure.ts';

/**
 * Throws a Failure (BAD_INPUT) for a workbook that unpacks to more than so many bytes, or says that it does: what reads it takes its word for
 * how much it holds, and holds all of it at once. And for one in which a cell shows an error, which would be read as an empty one.
 */
export function assertReadableWorkbook(path: string, most: number): void {
  let total = 0;
  const add = (bytes: number): void => {
    total += bytes;
    if (total > most)
      throw new Failure(
        'BAD_INPUT',
        `${path} unpacks to more than ${most / 2 ** 20} MiB, which is too much for a workbook; save it as CSV`,
      );
  };
  const unzip = new Unzip((entry) => {
    const claimed = entry.originalSize ?? 0;
    const isSheet = entry.name.startsWith('xl/worksheets/');
    let found = 0;
    let tail = '';
    add(claimed);
    entry.ondata = (error, bytes) => {
      if (error) throw error;
      found += bytes.length;
      if (found > claimed) add(bytes.length);
      if (!isSheet) return;
      const text = tail + Buffer.from(bytes).toString('latin1');
      const [wrong] = /<c [^>]*t="e"[^>]*>/.exec(text) ?? [];
      if (wrong) {
        const place = /r="(\w+)"/.exec(wrong)?.[1] ?? 'a cell';
        throw new Failure('BAD_INPUT', `${place} of ${path} shows an error such as #DIV/0!; write what is meant there first`);
      }
      tail = text.slice(-200);
    };
    entry.start();
  });
  unzip.register(UnzipInflate);
  const descriptor = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(1 << 16);
    for (let length = readSync(descriptor, buffer); length > 0; length = readSync(descriptor, buffer))
      unzip.push(Uint8Array.from(buffer.subarray(0, length)));
  } finally {
    closeSync(descriptor);
  }
}
