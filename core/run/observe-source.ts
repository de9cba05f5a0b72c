import { placeOf } from '#core/contract/place.ts';
import type { Dialect } from '#core/contract/source.ts';
import { createObserver, type Observation } from '#core/quality/infer/observe.ts';
import { assertFilePath } from '#core/sources/assert-file-path.ts';
import type { DialectWishes } from '#core/sources/file/dialect-wishes.ts';
import { openSource } from '#core/sources/sources.ts';

const fewestRecords = 1000;

/** What was seen of a file: its dialect, its columns, its first rows and what is broken in them. */
export interface ObservedSource {
  readonly name: string;
  readonly dialect: Dialect;
  readonly headers: readonly string[];
  readonly observations: readonly Observation[];
  readonly rows: readonly (readonly string[])[];
  /** Records of the whole file: counted where the sample was everything, else estimated from it. */
  readonly records: number;
  readonly isWhole: boolean;
  readonly bytes: number;
  readonly problems: readonly { readonly line: number; readonly byteOffset: number; readonly reason: string }[];
}

/**
 * Looks at the first `records` records of a file, or so many that their cells are no more than `cells`, a thousand at least, and keeps the first
 * `rows` of them. Throws a Failure where it cannot be read.
 */
export async function observeSource(
  path: string,
  wishes: DialectWishes,
  records: number,
  rows: number,
  cells = Number.MAX_SAFE_INTEGER,
  nullWords?: readonly string[],
): Promise<ObservedSource> {
  assertFilePath(path);
  const { file, dialect, records: source } = await openSource(path, wishes);
  try {
    const observers = source.headers.map(() => createObserver(nullWords));
    const most = Math.min(records, Math.max(fewestRecords, Math.floor(cells / Math.max(1, observers.length))));
    const first: (readonly string[])[] = [];
    const problems: ObservedSource['problems'][number][] = [];
    if (source.headerProblem)
      problems.push({ line: dialect.skipLines + 1, byteOffset: dialect.bomLength, reason: source.headerProblem.reason });
    let seen = 0;
    let isWhole = true;
    let position = { offset: 0, line: 0 };
    reading: for await (const chunk of source.chunks()) {
      for (const record of chunk.records) {
        if (record.blankLines > 0) continue;
        position = record;
        if (record.problem) {
          const { line, offset } = placeOf(record);
          if (problems.length < 100) problems.push({ line, byteOffset: offset, reason: record.problem.reason });
          continue;
        }
        if (first.length < rows) first.push(record.cells);
        for (let index = 0; index < observers.length; index++) observers[index]?.see(record.cells[index] ?? '');
        if (++seen >= most) {
          isWhole = false;
          break reading;
        }
      }
    }
    const share = isWhole ? 1 : file.textBefore(position) / (await file.textSize());
    return {
      name: file.name,
      bytes: file.size,
      isWhole,
      records: isWhole || share <= 0 ? seen : Math.max(seen, Math.round(seen / share)),
      dialect,
      headers: source.headers,
      observations: observers.map((observer) => observer.observation(isWhole)),
      rows: first,
      problems,
    };
  } finally {
    file.close();
  }
}
