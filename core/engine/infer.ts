import { resolve } from 'node:path';
import type { z } from 'zod';
import { Failure } from '#core/contract/failure.ts';
import type { sourceWishes } from '#core/contract/sources.ts';
import { pipelineYaml } from '#core/quality/infer/pipeline-yaml.ts';
import { defaultNullWords } from '#core/quality/values/null-words.ts';
import { observeSource } from '#core/run/observe-source.ts';
import type { DialectWishes } from '#core/sources/file/dialect-wishes.ts';

/** How a person wants a file to be read. */
export type SourceWishes = z.output<typeof sourceWishes>;

/** Records that an inference looks at. */
const inferredRecords = 100_000;

/** A pipeline.yaml proposed for a file, which it calls `named`. Throws a Failure (BAD_INPUT) where it cannot be read. */
export async function infer(
  path: string,
  wishes: SourceWishes = { types: {}, nullWords: [] },
  named = resolve(path),
): Promise<string> {
  const seen = await observeSource(
    path,
    dialectWishes(wishes),
    inferredRecords,
    0,
    Number.MAX_SAFE_INTEGER,
    nullWordsWith(wishes),
  );
  return asked(() => pipelineYaml({ ...seen, path: named, types: wishes.types, nullWords: wishes.nullWords }));
}

/** The words that mean no value: the usual ones, and those that a person names. */
export function nullWordsWith({ nullWords }: Pick<SourceWishes, 'nullWords'>): readonly string[] {
  return [...defaultNullWords, ...nullWords];
}

/** The wishes that concern how text becomes cells. */
export function dialectWishes({ encoding, delimiter, quote, header, skipLines, sheet }: SourceWishes): DialectWishes {
  return { encoding, delimiter, quote, header, skip_lines: skipLines, sheet };
}

/** Does what a person asked for; a wish that cannot be followed is a Failure. */
export function asked<Result>(act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    if (error instanceof RangeError) throw new Failure('BAD_INPUT', error.message, { cause: error });
    throw error;
  }
}
