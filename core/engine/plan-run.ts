import { join } from 'node:path';
import type { SkippableStage } from '#core/contract/progress.ts';
import { rulesOfDataset } from '#core/definition/rules-of-dataset.ts';
import { exportName } from '#core/exports/export-name.ts';
import { partialPipeline } from '#core/quality/partial-pipeline.ts';
import type { InspectedSource } from '#core/run/inspect-sources.ts';
import { toldPath } from '#core/sources/postgres/fetch-table.ts';
import type { LoadedPipeline } from './load-pipeline.ts';
import { withSources } from './with-sources.ts';

/** What a run would read, judge, build and write. */
export interface RunPlan {
  readonly datasets: readonly {
    readonly dataset: string;
    readonly path: string;
    readonly bytes: number;
    readonly isMissing: boolean;
    readonly rules: number;
    /** Declared columns that the file lacks, and columns of the file that are not declared. */
    readonly missingColumns: readonly string[];
    readonly extraColumns: readonly string[];
  }[];
  readonly models: readonly string[];
  readonly exports: readonly string[];
}

/** Looks at the sources of a run without running it; nothing is written. Throws a Failure where it could not begin. */
export async function planRun(
  loaded: LoadedPipeline,
  {
    inputs,
    outFolder,
    skipStages,
  }: {
    readonly inputs: ReadonlyMap<string, string>;
    readonly outFolder: string | null;
    readonly skipStages: readonly SkippableStage[];
  },
): Promise<RunPlan> {
  const pipeline = partialPipeline(loaded.pipeline, skipStages);
  return withSources(loaded, inputs, (sources) => planOf(pipeline, sources, outFolder));
}

function planOf(pipeline: LoadedPipeline['pipeline'], sources: readonly InspectedSource[], outFolder: string | null): RunPlan {
  return {
    datasets: sources.map(({ dataset, path, size, isAbsent = false, missing, extras }) => {
      const definition = pipeline.datasets[dataset];
      const rules = definition ? rulesOfDataset(definition).filter(({ enabled }) => enabled).length : 0;
      return {
        dataset,
        path: toldPath(path, definition?.source),
        bytes: size,
        isMissing: isAbsent,
        rules,
        missingColumns: missing,
        extraColumns: extras,
      };
    }),
    models: pipeline.models.map(({ name }) => name),
    exports:
      outFolder === null
        ? []
        : [
            ...pipeline.exports.map((exported) => join(outFolder, exportName(exported))),
            ...pipeline.tables.map(
              (table) =>
                `the table ${table.table ?? table.dataset ?? table.model} of ${table.to === 'sqlite' ? join(outFolder, table.path) : table.url} (${table.mode})`,
            ),
          ],
  };
}
