import { constants, crc32, deflateRawSync } from 'node:zlib';

/** Bytes that are packed together. */
const chunkSize = 1 << 20;

/** Deflate, no flags, no time, an unknown system (RFC 1952): the same bytes always give the same file. */
const header = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255);

/** Packs what is written as one gzip member, chunk by chunk; each chunk ends on a byte, so that the next can follow. */
export function createGzip(write: (bytes: Uint8Array) => void): {
  readonly write: (bytes: Uint8Array | string) => void;
  readonly end: () => void;
} {
  let parts: Uint8Array[] = [];
  let pending = 0;
  let text = '';
  let checksum = 0;
  let size = 0;
  const add = (bytes: Uint8Array): void => {
    parts.push(bytes);
    pending += bytes.length;
  };
  const addText = (): void => {
    if (text !== '') add(Buffer.from(text, 'utf8'));
    text = '';
  };
  const flush = (): void => {
    const chunk = Buffer.concat(parts);
    parts = [];
    pending = 0;
    checksum = crc32(chunk, checksum);
    size += chunk.length;
    write(deflateRawSync(chunk, { finishFlush: constants.Z_SYNC_FLUSH }));
  };
  write(header);
  return {
    write: (data) => {
      if (typeof data === 'string') text += data;
      else {
        addText();
        add(data);
      }
      if (text.length >= chunkSize) addText();
      if (pending >= chunkSize) flush();
    },
    end: () => {
      addText();
      if (pending > 0) flush();
      const trailer = Buffer.alloc(8);
      trailer.writeUInt32LE(checksum, 0);
      trailer.writeUInt32LE(size % 2 ** 32, 4);
      write(Buffer.concat([deflateRawSync(new Uint8Array(0)), trailer]));
    },
  };
}
