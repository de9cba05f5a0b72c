import iconv from 'iconv-lite';
import { Failure } from '#core/contract/failure.ts';
import { type Encoding, encodingNames } from '#core/contract/source.ts';

/** Encodes text. Throws a Failure (BAD_INPUT) where it holds characters that the encoding has not, rather than lose them. */
export function encodeText(text: string, encoding: Encoding): Uint8Array {
  if (encoding === 'utf-8') return Buffer.from(text, 'utf8');
  const bytes = iconv.encode(text, encoding, { addBOM: false });
  if (!encoding.startsWith('utf-16') && iconv.decode(bytes, encoding) !== text) {
    throw new Failure(
      'BAD_INPUT',
      `the rows hold characters that ${encodingNames[encoding]}, the encoding of their file, does not have; export them with \`encoding: utf-8\` (on the command line \`--encoding utf-8\`), or as JSON or XLSX`,
    );
  }
  return bytes;
}

/** Why a text cannot be written in an encoding: the first character that it does not have; undefined where it can. */
export function unwritable(text: string, encoding: Encoding): string | undefined {
  const cannot = (character: string): boolean =>
    !character.isWellFormed() ||
    (!encoding.startsWith('utf-') && iconv.decode(iconv.encode(character, encoding), encoding) !== character);
  if (!cannot(text)) return undefined;
  const character = [...text].find(cannot) ?? text;
  return `"${character.toWellFormed()}" is no character of ${encodingNames[encoding]}, the encoding of the file; use another character`;
}

/** Decodes bytes that are known to be text in the encoding. */
export function decodeText(bytes: Uint8Array, encoding: Encoding): string {
  return iconv.decode(Buffer.from(bytes), encoding, { stripBOM: false });
}

/** A line without the CR, LF or CRLF that ends it. */
export function withoutLineEnd(line: string): string {
  return line.replace(/\r\n$|\r$|\n$/, '');
}
