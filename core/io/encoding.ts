import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { detectAll } from 'jschardet';
import { type Certainty, type Encoding, encodingNames } from '#core/contract/source.ts';

/** An encoding found in a sample, with a sentence of evidence. */
export interface FoundEncoding {
  readonly encoding: Encoding;
  readonly bomLength: number;
  readonly evidence: string;
  readonly certainty: Certainty;
}

/**
 * Finds the encoding of a sample: byte order mark first, then valid UTF-8, then the pattern of zero bytes, then words of other scripts, then
 * Windows-1252. The other encodings of Latin letters cannot be told from it by their bytes: they must be said.
 */
export function findEncoding(sample: Buffer): FoundEncoding {
  if (sample[0] === 0xef && sample[1] === 0xbb && sample[2] === 0xbf) {
    return { encoding: 'utf-8', bomLength: 3, evidence: 'UTF-8: the file begins with its byte order mark', certainty: 'certain' };
  }
  if (sample[0] === 0xff && sample[1] === 0xfe)
    return {
      encoding: 'utf-16le',
      bomLength: 2,
      evidence: 'UTF-16 LE: the file begins with its byte order mark',
      certainty: 'certain',
    };
  if (sample[0] === 0xfe && sample[1] === 0xff)
    return {
      encoding: 'utf-16be',
      bomLength: 2,
      evidence: 'UTF-16 BE: the file begins with its byte order mark',
      certainty: 'certain',
    };
  const zeros = zeroPattern(sample);
  if (zeros) return zeros;
  const whole = sample.subarray(0, lastWholeCharacter(sample));
  if (isUtf8(whole)) {
    const plain = whole.every((byte) => byte < 0x80);
    return {
      encoding: 'utf-8',
      bomLength: 0,
      evidence: plain ? 'UTF-8: only ASCII characters in the sample' : 'UTF-8: every character of the sample is valid',
      // Texts of other encodings are valid UTF-8 by chance only where they hold hardly anything beyond ASCII; behind the sample may be more.
      certainty: plain ? 'likely' : 'certain',
    };
  }
  const counts = countHighBytes(whole);
  const script = counts.sequences > counts.invalid ? undefined : likelyScript(whole);
  if (script) return script;
  if (counts.sequences > counts.invalid || counts.plausible < counts.invalid) {
    return {
      encoding: 'utf-8',
      bomLength: 0,
      evidence: `UTF-8: ${counts.sequences} valid characters beyond ASCII; ${counts.invalid} bytes of the sample are not valid in it`,
      certainty: 'likely',
    };
  }
  return {
    encoding: 'windows-1252',
    bomLength: 0,
    evidence: `Windows-1252: ${counts.invalid} bytes of the sample are not UTF-8 and are letters or signs of Western Europe; if words look wrong, say the encoding`,
    certainty: 'guess',
  };
}

/** Encodings of scripts other than Latin, by the names that they are found under. */
const detected: ReadonlyMap<string, Encoding> = new Map([
  ['Windows-1251', 'windows-1251'],
  ['Windows-1253', 'windows-1253'],
  ['KOI8-R', 'koi8-r'],
  ['CP932', 'shift_jis'],
  ['SHIFT_JIS', 'shift_jis'],
  ['EUC-JP', 'euc-jp'],
  ['CP949', 'euc-kr'],
  ['EUC-KR', 'euc-kr'],
  ['Big5', 'big5'],
  ['GB18030', 'gb18030'],
]);

/** How much of the lines beyond ASCII is looked at. */
const looked = 32 * 1024;

/**
 * An encoding of another script where the bytes speak clearly for it: all can be read in it, and what is read then are words of its letters.
 * A guess by frequencies alone takes Western words in capitals, or a recurring sign such as °, for Chinese or Russian.
 */
function likelyScript(sample: Buffer): FoundEncoding | undefined {
  const lines = sample
    .toString('latin1')
    .split('\n')
    .filter((line) => /[\x80-\xff]/.test(line))
    .join('\n')
    .slice(0, looked);
  const bytes = Buffer.from(lines, 'latin1');
  for (const { encoding } of detectAll(bytes)) {
    const found = detected.get(encoding ?? '');
    if (!found) continue;
    const decode = createDecoder(found);
    // Where no line ends the cut may be inside a character.
    const text = [0, 1, 2, 3].map((back) => decode(bytes.subarray(0, bytes.length - back))).find((one) => one !== undefined);
    if (text !== undefined && isOfWords(text, found.startsWith('windows-') || found === 'koi8-r' ? 3 : 2))
      return {
        encoding: found,
        bomLength: 0,
        evidence: `${encodingNames[found]}: by how often its letters follow each other; look whether the first rows read well`,
        certainty: 'guess',
      };
  }
  return undefined;
}

/** Whether what is beyond ASCII are words, of so many letters on average, which do not begin or end in the middle of Latin ones. */
function isOfWords(text: string, least: number): boolean {
  const beyond = text.match(/[^\x00-\x7f]/gu)?.length ?? 0;
  const words = [...text.matchAll(/[A-Za-z]?((?:(?![A-Za-z])\p{L})+)[A-Za-z]?/gu)];
  const letters = words.reduce((sum, [, word = '']) => sum + [...word].length, 0);
  const mixed = words.filter(([all, word]) => all !== word).length;
  return letters >= 6 && letters >= 0.75 * beyond && letters >= least * words.length && mixed <= 0.1 * words.length;
}

/** The length of a byte order mark of this encoding at the start of a sample. */
export function bomLengthOf(encoding: Encoding, sample: Buffer): number {
  const found = findEncoding(sample.subarray(0, 4));
  return found.encoding === encoding ? found.bomLength : 0;
}

/** Decodes the bytes of one record; undefined where they are not text in the encoding. */
export function createDecoder(encoding: Encoding): (bytes: Buffer) => string | undefined {
  // UTF-16 comes here as UTF-8.
  if (encoding.startsWith('utf-')) return (bytes) => (isUtf8(bytes) ? bytes.toString('utf8') : undefined);
  if (encoding !== 'windows-1252')
    return (bytes) => {
      const text = iconv.decode(bytes, encoding);
      return text.includes('\ufffd') ? undefined : text;
    };
  const decoder = new TextDecoder('windows-1252');
  return (bytes) => {
    for (const byte of bytes)
      if (byte === 0x81 || byte === 0x8d || byte === 0x8f || byte === 0x90 || byte === 0x9d) return undefined;
    return decoder.decode(bytes);
  };
}

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

function zeroPattern(sample: Buffer): FoundEncoding | undefined {
  const length = Math.min(sample.length, 4096) & ~1;
  if (length < 4) return undefined;
  let even = 0;
  let odd = 0;
  for (let index = 0; index < length; index += 2) {
    if (sample[index] === 0) even++;
    if (sample[index + 1] === 0) odd++;
  }
  const pairs = length / 2;
  if (odd > pairs * 0.6 && even < pairs * 0.05)
    return { encoding: 'utf-16le', bomLength: 0, evidence: 'UTF-16 LE: every second byte is zero', certainty: 'certain' };
  if (even > pairs * 0.6 && odd < pairs * 0.05)
    return { encoding: 'utf-16be', bomLength: 0, evidence: 'UTF-16 BE: every first byte of two is zero', certainty: 'certain' };
  // Scripts without Latin letters have few zeros, but every delimiter and line end has one, always on the same side.
  // Where everything else is plain ASCII these are stray zeros among it.
  const isAscii = sample.subarray(0, length).every((byte) => byte < 0x7f && (byte >= 0x20 || [0, 9, 10, 13].includes(byte)));
  const isPaired = (least: number, other: number): boolean => least >= 3 && least > pairs * 0.02 && other === 0 && !isAscii;
  if (isPaired(odd, even))
    return {
      encoding: 'utf-16le',
      bomLength: 0,
      evidence: 'UTF-16 LE: zero bytes stand second in pairs only',
      certainty: 'likely',
    };
  if (isPaired(even, odd))
    return {
      encoding: 'utf-16be',
      bomLength: 0,
      evidence: 'UTF-16 BE: zero bytes stand first in pairs only',
      certainty: 'likely',
    };
  return undefined;
}

/** Where the last whole UTF-8 character of a sample ends. */
function lastWholeCharacter(sample: Buffer): number {
  for (let back = 1; back <= Math.min(3, sample.length); back++) {
    const byte = sample[sample.length - back] ?? 0;
    if (byte < 0x80) return sample.length;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back ? sample.length - back : sample.length;
    }
  }
  return sample.length;
}

function countHighBytes(sample: Buffer): { readonly sequences: number; readonly invalid: number; readonly plausible: number } {
  let sequences = 0;
  let invalid = 0;
  let plausible = 0;
  for (let index = 0; index < sample.length; ) {
    const byte = sample[index] ?? 0;
    if (byte < 0x80) {
      index++;
      continue;
    }
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 1;
    if (length > 1 && isUtf8(sample.subarray(index, index + length))) {
      sequences++;
      index += length;
      continue;
    }
    invalid++;
    if (isPlausible1252(byte)) plausible++;
    index++;
  }
  return { sequences, invalid, plausible };
}

/** Letters of Western Europe and the signs that office programs write; not the control codes, nor ÿ, þ, ð and ÷, which files rarely hold. */
function isPlausible1252(byte: number): boolean {
  if (byte >= 0xc0) return byte !== 0xd0 && byte !== 0xd7 && byte !== 0xde && byte !== 0xf0 && byte !== 0xf7 && byte < 0xfd;
  return [
    0x80, 0x85, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x99, 0xa0, 0xa3, 0xa7, 0xa9, 0xab, 0xae, 0xb0, 0xb2, 0xb4, 0xb7, 0xba,
    0xbb, 0xbd,
  ].includes(byte);
}
