import { mkdtempSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createRandom } from '#core/generate/random.ts';
import { openSourceFile } from '#core/sources/file/source-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'winnow-source-'));
const put = (name: string, content: string | Buffer): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

describe('which file it is', () => {
  it('another file under the same name has another identity, whatever its size and date', () => {
    const path = put('a.csv', 'a,b\n1,2\n');
    const file = openSourceFile(path);
    const other = put('b.csv', 'b,a\n1,2\n');
    renameSync(other, path);
    expect(() => file.assertUnchanged()).toThrow(/changed/);
    expect(openSourceFile(path).identity).not.toBe(file.identity);
    file.close();
  });

  it('a file that is only read keeps its identity', () => {
    const path = put('c.csv', 'a,b\n1,2\n');
    expect(openSourceFile(path).identity).toBe(openSourceFile(path).identity);
  });
});

describe('the size of what a gzip file holds', () => {
  const random = createRandom(7);
  const lines = (count: number): string =>
    Array.from({ length: count }, (_, index) => `${index},${random.integer(0, 1e6)},North\n`).join('');
  const sizeOf = (path: string): Promise<number> => openSourceFile(path).textSize();

  it('is exact where the file has one member', async () => {
    const text = lines(200_000);
    expect(await sizeOf(put('one.csv.gz', gzipSync(text)))).toBe(Buffer.byteLength(text));
  });

  it('is near where it has many, of which the last is short', async () => {
    const text = lines(200_000);
    const parts = Buffer.concat([gzipSync(text), gzipSync(text), gzipSync('1,2,North\n')]);
    const path = put('many.csv.gz', parts);
    const share = (await sizeOf(path)) / (2 * Buffer.byteLength(text));
    expect(share).toBeGreaterThan(0.7);
    expect(share).toBeLessThan(1.3);
  });

  it('is never thought to be its own size where it is far larger', async () => {
    const text = 'the same line again and again\n'.repeat(400_000);
    const path = put('flat.csv.gz', gzipSync(text));
    expect(await sizeOf(path)).toBeGreaterThan(20 * statSync(path).size);
  });
});
