import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { detectAll } from 'jschardet';
import { type Certainty, type Encoding, encodingNames } from '#core/contract/source.ts';
import { eastAsianEncoding } from './east-asian.ts';

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
  const eastAsian = eastAsianEncoding(bytes.subarray(0, lastWholeLine(bytes)));
  if (eastAsian) return scriptFound(eastAsian);
  for (const { encoding } of detectAll(bytes)) {
    const found = detected.get(encoding ?? '');
    if (!found) continue;
    const decode = createDecoder(found);
    // Where no line ends the cut may be inside a character.
    const text = [0, 1, 2, 3].map((back) => decode(bytes.subarray(0, bytes.length - back))).find((one) => one !== undefined);
    if (text !== undefined && isOfWords(text, found.startsWith('windows-') || found === 'koi8-r' ? 3 : 2))
      return scriptFound(found);
  }
  return undefined;
}

/** Where the last line of a sample that may be cut off begins, or its end where it is one line. */
function lastWholeLine(bytes: Buffer): number {
  const end = bytes.lastIndexOf(10);
  return bytes.length < looked || end < 0 ? bytes.length : end;
}

function scriptFound(encoding: Encoding): FoundEncoding {
  return {
    encoding,
    bomLength: 0,
    evidence: `${encodingNames[encoding]}: by its characters and how often they follow each other; look whether the first rows read well`,
    certainty: 'guess',
  };
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
