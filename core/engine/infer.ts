import { basename, dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { counted } from '#core/contract/counted.ts';
import { Failure } from '#core/contract/failure.ts';
import { formatPercent } from '#core/contract/percent.ts';
import type { relation, SourceWishes } from '#core/contract/sources.ts';
import { datasetNames, pipelineYaml, type SeenFile, type SeenReference } from '#core/quality/infer/pipeline-yaml.ts';
import { referenceCandidates } from '#core/quality/infer/propose-references.ts';
import { defaultNullWords } from '#core/quality/values/null-words.ts';
import { matchReferences, type ReferenceMatch } from '#core/run/match-references.ts';
import { observeSource } from '#core/run/observe-source.ts';
import type { DialectWishes } from '#core/sources/file/dialect-wishes.ts';
import { existingWorkspace } from './existing-workspace.ts';

/** A file that a pipeline is proposed for; `named` is what the pipeline calls it. */
export interface WishedFile {
  readonly path: string;
  readonly wishes?: SourceWishes;
  readonly named?: string | undefined;
}

/** A reference that was found between files, or that a person chose. */
type Relation = z.output<typeof relation>;

type Chosen = Pick<Relation, 'dataset' | 'column' | 'parent' | 'parentColumn'>;

/** Records that an inference looks at. */
const inferredRecords = 100_000;

/** The share of values that must be found for a reference to be proposed without asking. */
const surelyReferred = 0.9;

const noWishes: SourceWishes = { types: {}, nullWords: [] };

/**
 * A pipeline.yaml proposed for a file, or for several that belong together, with the references chosen, or else with those that are nearly
 * always kept; its columns are judged by so many records. Throws a Failure (BAD_INPUT) where a file cannot be read.
 */
export async function infer(
  files: readonly WishedFile[],
  chosen?: readonly Chosen[],
  records = inferredRecords,
): Promise<string> {
  const seen = await observed(files, records);
  if (seen.length < 2) return asked(() => pipelineYaml(seen));
  const found = await related(files, seen);
  const isSame = (a: Chosen, b: Chosen): boolean =>
    a.dataset === b.dataset && a.column === b.column && a.parent === b.parent && a.parentColumn === b.parentColumn;
  const unknown = chosen?.find((one) => !found.some((match) => isSame(one, match)));
  if (unknown)
    throw new Failure(
      'BAD_INPUT',
      `${unknown.dataset}.${unknown.column} cannot refer to ${unknown.parent}.${unknown.parentColumn}: there is no such column, or no such key`,
    );
  const isChosen = (match: Relation): boolean => (chosen ? chosen.some((one) => isSame(one, match)) : match.isSure);
  const references = found.filter(isChosen).map((match): SeenReference => ({ ...match, evidence: match.sentence }));
  return asked(() => pipelineYaml(seen, { name: nameOf(files), references }));
}

/** How files belong together: the datasets that they become, and which columns refer to which. */
export async function relate(files: readonly WishedFile[]) {
  const seen = await observed(files);
  const datasets = datasetNames(seen);
  const [first] = files;
  const folder = dirname(resolve(first?.path ?? ''));
  const workspace = `${folder}/${nameOf(files)}.winnow`;
  return {
    name: nameOf(files),
    workspace,
    existing: existingOf(workspace, files),
    files: seen.map(({ path, name, headers, records, observations }, index) => ({
      path,
      name,
      dataset: datasets[index] ?? '',
      columns: headers.length,
      records,
      isWhole: observations[0]?.isWhole ?? true,
    })),
    relations: [...(await related(files, seen))],
    isOneShape: seen.every(({ headers }) => headers.join('\n') === seen[0]?.headers.join('\n')),
  };
}

async function observed(files: readonly WishedFile[], records = inferredRecords): Promise<readonly SeenFile[]> {
  const seen: SeenFile[] = [];
  for (const { path, wishes = noWishes, named = resolve(path) } of files) {
    const file = await observeSource(path, dialectWishes(wishes), records, 0, Number.MAX_SAFE_INTEGER, nullWordsWith(wishes));
    seen.push({ ...file, path: named, types: wishes.types, nullWords: wishes.nullWords });
  }
  return seen;
}

async function related(files: readonly WishedFile[], seen: readonly SeenFile[]): Promise<readonly Relation[]> {
  const datasets = datasetNames(seen);
  const candidates = referenceCandidates(
    seen.map(({ headers, observations }, index) => ({ dataset: datasets[index] ?? '', headers, observations })),
  );
  const matched = files.map(({ path, wishes = noWishes }, index) => ({
    dataset: datasets[index] ?? '',
    path,
    wishes: dialectWishes(wishes),
    nullWords: nullWordsWith(wishes),
  }));
  return (await matchReferences(matched, candidates)).map(told);
}

function told(match: ReferenceMatch): Relation {
  const { dataset, column, parent, parentColumn, filled, matched, alike, unmatched } = match;
  const share = filled === 0 ? 0 : matched / filled;
  const more =
    alike > matched ? `; ${(alike - matched).toLocaleString('en')} more if case, spaces and leading zeros are ignored` : '';
  const sentence =
    filled === 0
      ? `${dataset}.${column} has no values to look up in ${parent}`
      : `${formatPercent(100 * share)} % of ${counted(filled, 'value')} of ${dataset}.${column} are found in ${parent}${more}`;
  return {
    dataset,
    column,
    parent,
    parentColumn,
    filled,
    matched,
    alike,
    unmatched: [...unmatched],
    sentence,
    isSure: share >= surelyReferred,
  };
}

/** The workspace that these very files were read into; that of other files names none of its datasets. */
function existingOf(workspace: string, files: readonly WishedFile[]): ReturnType<typeof existingWorkspace> {
  const found = files.map(({ path }) => existingWorkspace(workspace, resolve(path)));
  const [first = null] = found;
  if (!first) return null;
  const isSame = first.datasets === files.length && found.every((one) => one?.dataset !== null);
  return isSame ? first : { ...first, dataset: null };
}

/** What several files are called together: as the folder that they are in. */
function nameOf(files: readonly WishedFile[]): string {
  return basename(dirname(resolve(files[0]?.path ?? ''))) || 'files';
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
