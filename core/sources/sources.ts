import type { Dialect } from '#core/contract/source.ts';
import { openCsvSource } from './file/csv-source.ts';
import { findDialect } from './file/dialect.ts';
import type { DialectWishes } from './file/dialect-wishes.ts';
import { openJsonSource } from './file/json-source.ts';
import type { TableChoice } from './file/packing/packing.ts';
import { openSourceFile, type ReadBefore, type SourceFile } from './file/source-file.ts';
import type { RecordSource } from './record.ts';

/** A source ready to be read: the file, how it is to be understood, and its records. */
export interface OpenSource {
  readonly file: SourceFile;
  readonly dialect: Dialect;
  readonly records: RecordSource;
}

/** Opens any file of records; a dialect already known is taken as it is. Throws a Failure (BAD_INPUT) with a sentence. */
export async function openSource(
  path: string,
  wishes: DialectWishes,
  known?: Dialect,
  readBefore?: ReadBefore,
): Promise<OpenSource> {
  const file = openSourceFile(path, readBefore, choiceOf(known ?? wishes));
  try {
    const dialect = known ?? (await findDialect(file, path, wishes));
    const records = dialect.format === 'csv' ? await openCsvSource(file, dialect) : await openJsonSource(file, dialect);
    return { file, dialect, records };
  } catch (error) {
    file.close();
    throw error;
  }
}

function choiceOf({ sheet, table, query }: Pick<DialectWishes, 'sheet' | 'table' | 'query'>): TableChoice {
  return { sheet: sheet ?? table, query };
}
