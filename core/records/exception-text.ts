import { decodeText, withoutLineEnd } from '#core/sources/file/encode.ts';
import { rawForms } from '#core/store/raw.ts';
import { sourceById } from '#core/store/sources.ts';
import type { Database } from '#core/workspace/open.ts';
import { fileOf } from './row-cells.ts';
import type { ShownRun } from './rules-of-run.ts';

interface Shown {
  readonly dataset: string;
  readonly recordId: number;
  readonly isStructural: boolean;
  readonly rawData: string;
}

/** Exceptions whose broken lines are read in the encoding of their file, which SQL cannot do. */
export function withText<Exception extends Shown>(database: Database, run: ShownRun): (exception: Exception) => Exception {
  return (exception) => {
    if (!exception.isStructural) return exception;
    const { sourceId } = fileOf(database, run, exception.dataset);
    const { encoding } = sourceById(database, sourceId).dialect;
    const form = encoding === 'utf-8' ? undefined : rawForms(database, sourceId, exception.recordId, exception.recordId).at(-1);
    return form ? { ...exception, rawData: withoutLineEnd(decodeText(form.bytes, encoding)) } : exception;
  };
}
