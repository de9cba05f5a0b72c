import { Gzip } from 'fflate';

const textSize = 1 << 16;

/** Packs what is written; the same bytes always give the same file, because it carries no time. */
export function createGzip(write: (bytes: Uint8Array) => void): {
  readonly write: (bytes: Uint8Array | string) => void;
  readonly end: () => void;
} {
  const gzip = new Gzip({ level: 6, mtime: 0 }, (bytes) => {
    if (bytes.length > 0) write(bytes);
  });
  let text = '';
  const flush = (): void => {
    if (text !== '') gzip.push(Buffer.from(text, 'utf8'));
    text = '';
  };
  return {
    write: (data) => {
      if (typeof data === 'string') {
        text += data;
        if (text.length >= textSize) flush();
      } else {
        flush();
        // It keeps what it is given, which may be part of something larger that changes.
        gzip.push(new Uint8Array(data));
      }
    },
    end: () => {
      flush();
      gzip.push(new Uint8Array(0), true);
    },
  };
}
