import { dirname } from 'node:path';
import { Failure } from '#core/contract/failure.ts';
import type { PipelineDetail } from '#core/contract/pipeline.ts';
import type { PipelineDefinition } from '#core/definition/pipeline.ts';
import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import { rulesOfDataset } from '#core/definition/rules-of-dataset.ts';
import { columnsOfRule } from '#core/quality/columns-of-rule.ts';
import { kindOfRule } from '#core/quality/kind-of-rule.ts';
import type { Rule } from '#core/quality/rule.ts';
import { sentenceOfRule } from '#core/quality/rule-sentence.ts';
import { codeOfRule, titleOfRule } from '#core/quality/rule-words.ts';
import { steps } from '#core/quality/steps.ts';
import { publishedRun } from '#core/records/published-run.ts';
import { fetchedSuffix } from '#core/sources/postgres/fetch-table.ts';
import { runSources } from '#core/store/run-sources.ts';
import { interruptedRun, runDefinition, versionOf } from '#core/store/runs.ts';
import type { Database } from '#core/workspace/open.ts';
import { type LoadedPipeline, loadDefinition } from './load-pipeline.ts';

/** The pipeline of the run that is shown. Throws a Failure (NOT_FOUND) where no run has finished. */
export function pipelineDetail(database: Database): PipelineDetail {
  const { row, pipeline } = publishedRun(database);
  return {
    name: pipeline.name,
    title: pipeline.title ?? pipeline.name,
    description: pipeline.description ?? null,
    currency: pipeline.currency ?? null,
    version: versionOf(database, row),
    yaml: runDefinition(database, row.runNo),
    namedRunDate: pipeline.run_date !== undefined && pipeline.run_date === row.today ? row.today : null,
    // A table of a server is fetched again for every run.
    inputs: Object.fromEntries(
      runSources(database, row.runNo).flatMap(({ dataset, path }) => (path.endsWith(fetchedSuffix) ? [] : [[dataset, path]])),
    ),
    datasets: Object.entries(pipeline.datasets).map(([name, { key, columns, measure }]) => ({
      name,
      key: [...key],
      columns: Object.keys(columns),
      types: Object.values(columns).map(({ type }) => type),
      measure: measure ?? null,
    })),
    models: pipeline.models.map(({ name, sql: text }) => ({ name, sql: text })),
    steps: stepDetails(pipeline),
    computed: computedDetails(pipeline),
    dashboard: pipeline.dashboard.title ?? 'Dashboard',
    charts: pipeline.charts.length,
    rules: ruleDetails(pipeline),
  };
}

/** The pipeline and files of the run that was interrupted. Throws a Failure (NOT_FOUND) where none was. */
export function interruptedPipeline(database: Database): { loaded: LoadedPipeline; inputs: ReadonlyMap<string, string> } {
  const run = interruptedRun(database);
  if (!run) throw new Failure('NOT_FOUND', 'no run of this workspace was interrupted');
  return {
    loaded: loadDefinition(runDefinition(database, run.runNo), dirname(database.name)),
    inputs: new Map(runSources(database, run.runNo).map(({ dataset, path }) => [dataset, path])),
  };
}

/** Every cleaning step of a pipeline, with what it does in words. */
export function stepDetails(pipeline: PipelineDefinition): PipelineDetail['steps'] {
  return Object.entries(pipeline.datasets).flatMap(([dataset, { clean }]) =>
    clean.map((definition, at) => {
      const { step, column, enabled = true, ...options } = definition;
      const kind = steps.find(({ name }) => name === step);
      return {
        ...{ dataset, at, step, column: column ?? null, isOn: enabled },
        sentence: kind?.sentence(definition, column ?? 'every column') ?? step,
        options: JSON.parse(JSON.stringify(options)) as PipelineDetail['steps'][number]['options'],
      };
    }),
  );
}

/** Every computed column of a pipeline. */
export function computedDetails(pipeline: PipelineDefinition): PipelineDetail['computed'] {
  return Object.entries(pipeline.datasets).flatMap(([dataset, { derive }]) =>
    Object.entries(derive).map(([name, { type, scale = null, expression }]) => ({ dataset, name, type, scale, expression })),
  );
}

/** Every rule of a pipeline, the implied ones too. */
export function ruleDetails(pipeline: PipelineDefinition): PipelineDetail['rules'] {
  return Object.entries(pipeline.datasets).flatMap(([dataset, definition]) =>
    rulesOfDataset(definition).map((rule) => {
      const { id, rule: name, severity, enabled, description: _, examples: __, ...options } = rule;
      const kind = kindOfRule(rule);
      return {
        dataset,
        id,
        rule: name,
        code: codeOfRule(rule, definition.columns),
        title: titleOfRule(rule),
        sentence: sentenceOfRule({ ...rule, severity: 'error', enabled: true }) ?? titleOfRule(rule),
        remedy: kind?.remedy ?? null,
        editable: [...(kind?.editable ?? [])],
        listed: kind?.listed ? [...kind.listed(rule)] : null,
        parent: parentOf(pipeline, kind, rule),
        severity,
        enabled,
        isWritten: definition.rules.includes(rule),
        isAboutFile: kind?.scope === 'structure',
        columns: [...columnsOfRule(rule)],
        dimension: kind?.dimension ?? 'validity',
        // What a definition holds came from YAML, so it is JSON.
        options: JSON.parse(JSON.stringify(options)) as PipelineDetail['rules'][number]['options'],
      };
    }),
  );
}

function parentOf(
  pipeline: PipelineDefinition,
  kind: Rule | undefined,
  rule: RuleDefinition,
): PipelineDetail['rules'][number]['parent'] {
  const found = kind?.refersTo?.(rule);
  if (!found) return null;
  const dataset = String(found.dataset);
  const columns = Array.isArray(found.to) ? found.to.map(String) : (pipeline.datasets[dataset]?.key ?? []);
  return { dataset, columns: [...columns] };
}
