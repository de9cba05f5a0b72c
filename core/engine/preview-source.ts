import { resolve } from 'node:path';
import { withoutDataEnding } from '#core/contract/source.ts';
import type { SourcePreview, SourceWishes } from '#core/contract/sources.ts';
import { readPipeline } from '#core/definition/read-pipeline.ts';
import { rulesOfDataset } from '#core/definition/rules-of-dataset.ts';
import { catalog } from '#core/quality/catalog.ts';
import { columnsOfRule } from '#core/quality/columns-of-rule.ts';
import { pipelineYaml } from '#core/quality/infer/pipeline-yaml.ts';
import { propose, wishFor } from '#core/quality/infer/propose.ts';
import { createJudge } from '#core/quality/judge.ts';
import { kindOfRule } from '#core/quality/kind-of-rule.ts';
import { nullWordsOf } from '#core/quality/null-words-of.ts';
import { safeNames } from '#core/quality/safe-names.ts';
import { lowerAscii } from '#core/quality/values/null-words.ts';
import { observeSource } from '#core/run/observe-source.ts';
import { latestToday } from './clock.ts';
import { existingWorkspace } from './existing-workspace.ts';
import { asked, dialectWishes, nullWordsWith } from './infer.ts';

const mostMisfitRows = 100;
/** Cells that are looked at, and shown: of a wide file fewer rows, so that they are there at once. */
const mostCells = 200_000;
const mostShown = 5000;
const fewestRows = 20;

/**
 * The beginning of a file, so many records: how it is read, what its columns seem to be, and which cells do not fit, judged as a run would.
 * Throws a Failure (BAD_INPUT) where it cannot be read or a wish cannot be followed.
 */
export async function previewSource({
  path,
  rows,
  records,
  wishes,
}: {
  readonly path: string;
  readonly rows: number;
  readonly records: number;
  readonly wishes: SourceWishes;
}): Promise<SourcePreview> {
  const nullWords = nullWordsWith(wishes);
  const seen = await observeSource(path, dialectWishes(wishes), records, records, mostCells, nullWords);
  const names = safeNames(seen.headers);
  const misfits = asked(() => misfitsOf(seen, resolve(path), wishes));
  const columns = seen.observations.map((observation, index) => {
    const header = seen.headers[index] ?? '';
    const name = names[index] ?? '';
    const { type, evidence, keptAsText, formats, rivals } = propose(observation, header, wishFor(name, wishes.types));
    const places = misfits.get(name) ?? [];
    return {
      name,
      header,
      type,
      format: type === 'date' ? (formats?.[0] ?? 'yyyy-MM-dd') : null,
      rivals: rivals ? [...rivals] : null,
      evidence,
      keptAsText: keptAsText ?? null,
      filled: observation.filled,
      distinct: observation.distinct,
      empty: observation.empty - sumOf(observation.readAsEmpty),
      readAsEmpty: countsOf(observation.readAsEmpty),
      placeholders: countsOf(observation.placeholders),
      misfits: places.length,
      misfitRows: places.slice(0, mostMisfitRows),
    };
  });
  const workspace = workspaceFor(resolve(path));
  const shown = Math.min(rows, Math.max(fewestRows, Math.floor(mostShown / Math.max(1, columns.length))));
  return {
    name: seen.name,
    path: resolve(path),
    bytes: seen.bytes,
    sampled: seen.rows.length + seen.problems.length,
    records: seen.records,
    isWhole: seen.isWhole,
    dialect: seen.dialect,
    columns,
    rows: seen.rows.slice(0, shown).map((row) => [...row]),
    misfitRows: misfitPlaces(columns, shown).map((place) => ({ place, cells: [...(seen.rows[place] ?? [])] })),
    problems: [...seen.problems],
    nullWords: nullWords.map(lowerAscii),
    workspace,
    existing: existingWorkspace(workspace, resolve(path)),
  };
}

function countsOf(counts: ReadonlyMap<string, number>): { word: string; count: number }[] {
  return [...counts].map(([word, count]) => ({ word, count }));
}

function sumOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

/** Places behind the rows that are shown, those first that come first in their column, as many as there is room for. */
function misfitPlaces(columns: SourcePreview['columns'], shown: number): number[] {
  const room = Math.max(fewestRows, Math.floor(mostShown / Math.max(1, columns.length)));
  const behind = columns.map(({ misfitRows }) => misfitRows.filter((place) => place >= shown));
  const inTurn = Array.from({ length: mostMisfitRows }, (_, nth) =>
    behind.flatMap((places) => places.slice(nth, nth + 1)),
  ).flat();
  return [...new Set(inTurn)].slice(0, room).sort((a, b) => a - b);
}

/** For each column the places of the rows whose cell is not of its type. */
function misfitsOf(
  seen: Awaited<ReturnType<typeof observeSource>>,
  path: string,
  { types, nullWords }: SourceWishes,
): ReadonlyMap<string, readonly number[]> {
  const pipeline = readPipeline(pipelineYaml([{ ...seen, path, types, nullWords }]), path, catalog);
  const [dataset] = Object.values(pipeline.datasets);
  const places = new Map<string, number[]>();
  if (!dataset) return places;
  const rules = rulesOfDataset(dataset);
  const judge = createJudge({
    dataset,
    rules,
    sources: seen.headers.map((_, index) => index),
    nullWords: nullWordsOf(pipeline, dataset),
    today: latestToday(Date.now()),
  });
  for (const [place, row] of seen.rows.entries()) {
    judge.judge(row, {
      changed: () => {},
      violated: (index) => {
        const rule = rules[index];
        if (!rule || !kindOfRule(rule)?.findsUnreadable) return;
        const [column = ''] = columnsOfRule(rule);
        const found = places.get(column) ?? [];
        places.set(column, found);
        found.push(place);
      },
    });
  }
  return places;
}

/** The workspace of a file stands beside it under its name; opened again, the file finds its history there. */
function workspaceFor(path: string): string {
  return `${withoutDataEnding(path)}.winnow`;
}
