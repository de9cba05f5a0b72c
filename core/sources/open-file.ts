import type { Dialect } from '#core/contract/source.ts';
import { openCsvSource } from './file/csv-source.ts';
import { findDialect } from './file/dialect.ts';
import type { DialectWishes } from './file/dialect-wishes.ts';
import { openJsonSource } from './file/json-source.ts';
import type { TableChoice } from './file/packing/packing.ts';
import type { ReadSoFar } from './file/read-so-far.ts';
import { openSourceFile, type SourceFile } from './file/source-file.ts';
import type { RecordSource } from './record.ts';

/** A file ready to be read. */
export interface OpenFile {
  readonly file: SourceFile;
  readonly dialect: Dialect;
  readonly records: RecordSource;
}

/** What is known of a file before it is opened. */
interface Known {
  readonly known?: Dialect | undefined;
  readonly soFar?: ReadSoFar;
  /** The keys of JSON records; those of the first records where they are left out. */
  readonly headers?: readonly string[];
  /** Whether a JSON file without records is one too: others of its source may have some. */
  readonly mayBeEmpty?: boolean;
}

/** Opens one file of records; a dialect already known is taken as it is. Throws a Failure (BAD_INPUT) with a sentence. */
export async function openFile(
  path: string,
  wishes: DialectWishes,
  { known, soFar, headers, mayBeEmpty = headers !== undefined }: Known = {},
): Promise<OpenFile> {
  const file = openSourceFile(path, soFar, choiceOf(known ?? wishes));
  try {
    const dialect = known ?? (await findDialect(file, path, wishes));
    const records =
      dialect.format === 'csv'
        ? await openCsvSource(file, dialect)
        : await openJsonSource(file, dialect, { headers, mayBeEmpty });
    return { file, dialect, records };
  } catch (error) {
    file.close();
    throw error;
  }
}

function choiceOf({ sheet, table, query }: Pick<DialectWishes, 'sheet' | 'table' | 'query'>): TableChoice {
  return { sheet: sheet ?? table, query };
}
