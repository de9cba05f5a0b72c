import type { SourceFile } from '#core/sources/file/source-file.ts';

/** A source over bytes in memory that gives them in chunks of a chosen size, so that every border can be tried. */
export function sourceOf(bytes: Uint8Array, chunkSize = 1 << 20): SourceFile {
  const whole = Buffer.from(bytes);
  return {
    name: 'test.csv',
    size: whole.length,
    compression: 'none',
    identity: '',
    textSize: async () => whole.length,
    table: async () => undefined,
    sample: async (length) => whole.subarray(0, length),
    chunks: async function* (from) {
      for (let position = from; position < whole.length; position += chunkSize)
        yield whole.subarray(position, position + chunkSize);
    },
    bytesGiven: () => whole.length,
    assertUnchanged: () => {},
    close: () => {},
  };
}
