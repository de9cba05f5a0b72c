import { Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { Failure } from '#core/contract/failure.ts';
import { harmlessSize, largestRatio, type PackedFile } from './packing.ts';

/** A file in a zip archive. */
export interface ZipEntry {
  readonly name: string;
  /** Bytes unpacked, as the archive says. */
  readonly size: number;
  readonly packedSize: number;
  /** Its bytes, unpacked. Throws a Failure (BAD_INPUT) where they are damaged or a bomb. */
  readonly chunks: () => AsyncGenerator<Buffer>;
}

/** Sizes of the records of the format (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16). */
const endSize = 22;
const longestComment = 65_535;
const centralSize = 46;
const localSize = 30;
const chunkSize = 1 << 18;
const mostEntries = 100_000;

/** What an archive holds, by its central directory. Throws a Failure (BAD_INPUT) with a sentence where there is none that can be read. */
export function zipEntries(file: PackedFile): readonly ZipEntry[] {
  const tailFrom = Math.max(0, file.size - endSize - longestComment);
  const tail = file.read(tailFrom, file.size - tailFrom);
  const end = tail.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (end < 0 || end + endSize > tail.length) throw damaged(file, 'its end is missing, so it may have been cut off');
  const count = tail.readUInt16LE(end + 10);
  const directorySize = tail.readUInt32LE(end + 12);
  const directoryFrom = tail.readUInt32LE(end + 16);
  if (directoryFrom === 0xffffffff || count === 0xffff)
    throw new Failure('BAD_INPUT', `${file.path} is a zip archive of more than 4 GiB; unpack it first`);
  if (directoryFrom + directorySize > file.size || count > mostEntries) throw damaged(file, 'its directory is wrong');
  const directory = file.read(directoryFrom, directorySize);
  const entries: ZipEntry[] = [];
  for (let at = 0; entries.length < count; ) {
    if (at + centralSize > directory.length || directory.readUInt32LE(at) !== 0x02014b50)
      throw damaged(file, 'its directory is wrong');
    const nameLength = directory.readUInt16LE(at + 28);
    entries.push(entryOf(file, directory, at, nameLength));
    at += centralSize + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

function entryOf(file: PackedFile, directory: Buffer, at: number, nameLength: number): ZipEntry {
  const flags = directory.readUInt16LE(at + 8);
  const method = directory.readUInt16LE(at + 10);
  const sum = directory.readUInt32LE(at + 16);
  const packedSize = directory.readUInt32LE(at + 20);
  const size = directory.readUInt32LE(at + 24);
  const localFrom = directory.readUInt32LE(at + 42);
  const name = directory.toString('utf8', at + centralSize, at + centralSize + nameLength);
  return {
    name,
    size,
    packedSize,
    chunks: async function* () {
      if ((flags & 1) !== 0) throw new Failure('BAD_INPUT', `${file.path} has a password; save it without one first`);
      if (method !== 0 && method !== 8)
        throw new Failure(
          'BAD_INPUT',
          `${file.path} is packed in a way that Winnow does not know (method ${method}); unpack it first`,
        );
      const local = file.read(localFrom, localSize);
      if (local.length < localSize || local.readUInt32LE(0) !== 0x04034b50)
        throw damaged(file, `${name} is not where it should be`);
      const from = localFrom + localSize + local.readUInt16LE(26) + local.readUInt16LE(28);
      if (from + packedSize > file.size) throw damaged(file, `${name} is cut off`);
      let found = 0;
      let length = 0;
      for await (const chunk of method === 0 ? stored(file, from, packedSize) : inflated(file, name, from, packedSize)) {
        found = crc32(chunk, found);
        length += chunk.length;
        yield chunk;
      }
      if (found !== sum || length !== size) throw damaged(file, `${name} is not what was packed`);
    },
  };
}

function* stored(file: PackedFile, from: number, length: number): Generator<Buffer> {
  for (let at = 0; at < length; at += chunkSize) yield file.read(from + at, Math.min(chunkSize, length - at));
}

async function* inflated(file: PackedFile, name: string, from: number, length: number): AsyncGenerator<Buffer> {
  const inflate = createInflateRaw({ chunkSize });
  const packed = Readable.from(stored(file, from, length), { objectMode: false });
  packed.on('error', (error) => inflate.destroy(error));
  let total = 0;
  try {
    for await (const chunk of packed.pipe(inflate)) {
      total += chunk.length;
      if (total > harmlessSize && total > length * largestRatio)
        throw new Failure(
          'BAD_INPUT',
          `${name} in ${file.path} unpacks to more than ${largestRatio} times its size; unpack it yourself if it is really data`,
        );
      yield chunk;
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw damaged(file, `${name} cannot be unpacked`, error);
  } finally {
    inflate.destroy();
  }
}

function damaged(file: PackedFile, why: string, cause?: unknown): Failure {
  return new Failure('BAD_INPUT', `${file.path} is a damaged zip archive or workbook: ${why}; get a new copy of it`, { cause });
}
