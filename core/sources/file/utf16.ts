/**
 * UTF-16 chunks as UTF-8, so that one scanner of bytes reads all encodings. A lone surrogate becomes the three bytes
 * that UTF-8 forbids for it: its record is then found undecodable, and the original can be told from them.
 */
export async function* utf16ToUtf8(chunks: AsyncIterable<Buffer>, isBigEndian: boolean): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const joined = Buffer.concat([rest, chunk]);
    let length = joined.length & ~1;
    const lastUnit = length >= 2 ? (isBigEndian ? joined.readUInt16BE(length - 2) : joined.readUInt16LE(length - 2)) : 0;
    if (lastUnit >= 0xd800 && lastUnit <= 0xdbff) length -= 2;
    rest = Buffer.from(joined.subarray(length));
    const units = Buffer.from(joined.subarray(0, length));
    if (isBigEndian) units.swap16();
    yield toUtf8(units.toString('utf16le'));
  }
  if (rest.length === 0) return;
  const units = Buffer.from(rest.subarray(0, rest.length & ~1));
  if (isBigEndian) units.swap16();
  yield Buffer.concat([toUtf8(units.toString('utf16le')), halfOf(rest)]);
}

/** What stands for the byte that UTF-16 of an odd length ends with: no text in UTF-8, and the byte can be told from it. */
function halfOf(rest: Buffer): Buffer {
  const byte = rest.at(-1);
  if (rest.length % 2 === 0 || byte === undefined) return Buffer.alloc(0);
  return Buffer.from([0xff, 0x80 | (byte >> 4), 0x80 | (byte & 0xf)]);
}

function toUtf8(text: string): Buffer {
  if (text.isWellFormed()) return Buffer.from(text, 'utf8');
  const parts = text.split(/([\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff])/);
  return Buffer.concat(
    parts.map((part, index) => {
      if (index % 2 === 0) return Buffer.from(part, 'utf8');
      const unit = part.charCodeAt(0);
      return Buffer.from([0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f)]);
    }),
  );
}

/** The UTF-16 bytes that `utf16ToUtf8` made these bytes of, lone surrogates and half a unit at the end included. */
export function utf8ToUtf16(bytes: Uint8Array, isBigEndian: boolean): Buffer {
  const half = bytes.indexOf(0xff);
  if (half >= 0) {
    const [high = 0, low = 0] = bytes.subarray(half + 1);
    return Buffer.concat([utf8ToUtf16(bytes.subarray(0, half), isBigEndian), Buffer.from([((high & 0xf) << 4) | (low & 0xf)])]);
  }
  const text = Buffer.from(bytes)
    .toString('latin1')
    .split(/(\xed[\xa0-\xbf][\x80-\xbf])/)
    .map((part, index) => {
      if (index % 2 === 0) return Buffer.from(part, 'latin1').toString('utf8');
      return String.fromCharCode(0xd000 | ((part.charCodeAt(1) & 0x3f) << 6) | (part.charCodeAt(2) & 0x3f));
    })
    .join('');
  const units = Buffer.from(text, 'utf16le');
  return isBigEndian ? units.swap16() : units;
}

/** How many UTF-16 units these UTF-8 bytes stand for; half a one where such a byte ends the file. */
export function utf16Units(bytes: Uint8Array): number {
  let units = 0;
  for (const byte of bytes) if ((byte & 0xc0) !== 0x80) units += byte === 0xff ? 0.5 : byte >= 0xf0 ? 2 : 1;
  return units;
}
