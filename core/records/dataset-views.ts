import { safeNames } from '#core/quality/safe-names.ts';
import { runSources } from '#core/store/run-sources.ts';
import { sourceById } from '#core/store/sources.ts';
import type { DatasetView } from '#core/store/views.ts';
import type { Database } from '#core/workspace/open.ts';
import type { ShownRun } from './rules-of-run.ts';
import { storedColumns } from './value-columns.ts';

/** What the views of a run's datasets show: raw cells under the names of their declared columns, others under safe names. */
export function datasetViews(database: Database, { no, pipeline }: ShownRun): readonly DatasetView[] {
  return runSources(database, no).flatMap(({ dataset, sourceId, sources }) => {
    const definition = pipeline.datasets[dataset];
    if (!definition) return [];
    const declared = Object.keys(definition.columns);
    const { headers } = sourceById(database, sourceId);
    const named = headers.map((header, index) => declared[sources.indexOf(index)] ?? header);
    const rawNames = safeNames(named).map((safe, index) => declared[sources.indexOf(index)] ?? safe);
    return [{ dataset, columns: storedColumns(definition), rawNames: unique(rawNames, new Set(declared)), sourceId }];
  });
}

/** Names of undeclared cells must not meet those of declared columns. */
function unique(names: readonly string[], declared: ReadonlySet<string>): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let number = 2; taken.has(free.toLowerCase()) || (free !== name && declared.has(free)); number++)
      free = `${name}_${number}`;
    taken.add(free.toLowerCase());
    return free;
  });
}
