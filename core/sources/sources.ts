import { basename, dirname, join } from 'node:path';
import type { Dialect, SourcePart } from '#core/contract/source.ts';
import type { DialectWishes, SourceWishes } from './file/dialect-wishes.ts';
import { changed, createReadSoFar, type ReadBefore } from './file/read-so-far.ts';
import { filesOf } from './files-of.ts';
import { openFile } from './open-file.ts';
import { openSeveral } from './open-several.ts';
import { fetchedSuffix } from './postgres/fetch-table.ts';
import type { RecordSource } from './record.ts';

/** The file that a source is, or the files. */
export interface SourceFiles {
  readonly name: string;
  /** Bytes on disk. */
  readonly size: number;
  /** Of several files, each of them. */
  readonly parts: readonly SourcePart[] | undefined;
  /** Which files they are and how they were when they were opened: others, or changed ones, have another identity. */
  readonly identity: string;
  /** Bytes of the text: the size, or an estimate for what is packed. */
  readonly textSize: () => Promise<number>;
  /** Bytes of the text before a position. */
  readonly textBefore: (position: { readonly offset: number; readonly line: number }) => number;
  /** Bytes read so far, and about how many of them the text takes that was given so far. */
  readonly bytesRead: () => number;
  readonly bytesGiven: () => number;
  /** SHA-256 of the bytes read so far, in hex. */
  readonly digest: () => string;
  /** Throws a Failure when what is on disk is no longer what was opened. */
  readonly assertUnchanged: () => void;
  readonly close: () => void;
}

/** A source ready to be read: its files, how they are to be understood, and their records. */
export interface OpenSource {
  readonly file: SourceFiles;
  readonly dialect: Dialect;
  readonly records: RecordSource;
}

/**
 * Opens a source of records: a file, or all files that match a pattern and have the same columns. A dialect already known is taken as it is.
 * What was read before must be the same again. Throws a Failure (BAD_INPUT) with a sentence.
 */
export async function openSource(
  path: string,
  wanted: SourceWishes,
  known?: Dialect,
  readBefore?: ReadBefore,
): Promise<OpenSource> {
  const paths = filesOf(path);
  const wishes = wishesFor(path, wanted);
  const soFar = createReadSoFar(readBefore);
  const [only = path] = paths;
  if (paths.length > 1) return openSeveral(join(basename(dirname(path)), basename(path)), paths, wishes, known, soFar);
  const { file, dialect, records } = await openFile(only, wishes, { known, soFar });
  return {
    file: {
      ...file,
      parts: undefined,
      textBefore: ({ offset }) => offset,
      bytesRead: soFar.bytes,
      digest: soFar.digest,
      assertUnchanged: () => {
        file.assertUnchanged();
        if (!soFar.hasReached()) throw changed(only);
      },
    },
    dialect,
    records,
  };
}

/** How a file is to be understood: that of a table of a server is what was made of it, another in its place is whatever it is. */
function wishesFor(path: string, { format, ...wishes }: SourceWishes): DialectWishes {
  if (format !== 'postgres') return { ...wishes, format };
  return path.endsWith(fetchedSuffix) ? { format: 'csv', encoding: 'utf-8', delimiter: ',', quote: '"', header: true } : {};
}

/** Throws a Failure (RUN_FAILED) where the files that were opened are not those that were looked at before. */
export function assertSameFiles(path: string, { identity }: SourceFiles, expected: string): void {
  if (identity !== expected) throw changed(path);
}
