import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Failure } from '#core/contract/failure.ts';
import { harmlessSize, largestRatio, type PackedFile, type Packing } from './packing.ts';
import { unpackedSize } from './unpacked-size.ts';

const chunkSize = 1 << 20;

/** A text packed by gzip. */
export const gzip: Packing = {
  name: 'gzip',
  isPacked: (beginning) => beginning[0] === 0x1f && beginning[1] === 0x8b,
  isSequential: true,
  open: async (file) => ({ chunks: () => unpacked(file), size: () => unpackedSize(file) }),
};

async function* unpacked(file: PackedFile): AsyncGenerator<Buffer> {
  let total = 0;
  const unzip = createGunzip({ chunkSize });
  const stream = Readable.from(bytesOf(file), { objectMode: false, highWaterMark: chunkSize });
  stream.on('error', (error) => unzip.destroy(error));
  try {
    for await (const chunk of stream.pipe(unzip)) {
      total += chunk.length;
      if (total > harmlessSize && total > file.size * largestRatio)
        throw new Failure(
          'BAD_INPUT',
          `${file.path} unpacks to more than ${largestRatio} times its size; unpack it yourself if it is really data`,
        );
      yield chunk;
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure('BAD_INPUT', `${file.path} is a damaged gzip file: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
}

function* bytesOf(file: PackedFile): Generator<Buffer> {
  for (let position = 0; ; ) {
    const chunk = file.read(position, chunkSize);
    if (chunk.length === 0) return;
    position += chunk.length;
    yield chunk;
  }
}
