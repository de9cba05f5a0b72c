import { quarantines } from '#core/contract/severity.ts';
import type { DatasetDefinition } from '#core/definition/dataset.ts';
import { pinnedPipeline } from '#core/definition/pinned-pipeline.ts';
import type { PipelineDefinition } from '#core/definition/pipeline.ts';
import { readPipeline } from '#core/definition/read-pipeline.ts';
import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import { rulesOfDataset } from '#core/definition/rules-of-dataset.ts';
import { catalog } from '#core/quality/catalog.ts';
import { usesToday } from '#core/quality/expression/parse.ts';
import { kindOfRule } from '#core/quality/kind-of-rule.ts';
import { nullWordsOf } from '#core/quality/null-words-of.ts';
import { rankOf } from '#core/quality/order-of-rules.ts';
import { partialPipeline } from '#core/quality/partial-pipeline.ts';
import { tiesOfRule } from '#core/quality/relations-of-dataset.ts';
import { storedColumns } from '#core/records/value-columns.ts';
import { hashFiles } from '#core/sources/file/hash-file.ts';
import { sql } from '#core/sql/sql.ts';
import { pathsOf, type RunSource, runSources } from '#core/store/run-sources.ts';
import { publishedRunRow, type RunRow, runById, runDefinition } from '#core/store/runs.ts';
import { sourceById } from '#core/store/sources.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import type { BegunRun } from '../run-context.ts';
import { hasGrown } from './has-grown.ts';

/** What a run may take over from the one before, because nothing changed but rules, or records were added behind the others. */
export interface RejudgePlan {
  readonly from: { readonly no: number; readonly id: string; readonly today: string; readonly pipeline: PipelineDefinition };
  readonly datasets: readonly DatasetPlan[];
}

/** What becomes of the rules of one dataset, by their places. */
export interface DatasetPlan {
  readonly dataset: string;
  readonly sourceId: number;
  /** Whether its file has more records than in the run before, behind those that it had. */
  readonly isGrown: boolean;
  /** Rules whose findings stay. */
  readonly kept: readonly { readonly before: number; readonly now: number }[];
  /** Rules of before that are other ones now, or none. */
  readonly dropped: readonly number[];
  /** Rules that are judged now, those that are switched off among them. */
  readonly judged: readonly number[];
  /**
   * Whether what follows from findings may be other for any record, and not only where some come or go: rules whose findings stay follow each
   * other otherwise than before, or block where they only warned, or the reverse; or people decided, which finds what is wrong in another order.
   */
  readonly concernsAll: boolean;
}

/**
 * How a run gets what the run that is shown found already: the same files, or more behind them, read into the same columns by the same steps of
 * the same version, so that only new records have to be read, and rules judged that are others or look at many records. Undefined where more
 * changed; then everything is done again. Of a run that goes on after a while the files may be others by now.
 */
export function planRejudge(
  { workspace, run, pipeline, options, appVersion }: BegunRun,
  isResumed: boolean,
): RejudgePlan | undefined {
  const { database } = workspace;
  const from = publishedRunRow(database);
  if (!from || from.runNo === run.no || from.appVersion !== appVersion || options.keepRuns > 0 || options.skipped.length > 0)
    return undefined;
  const isSameText =
    from.definitionHash === runById(database, run.id)?.definitionHash && from.skipped.length === 0 && from.today === run.today;
  const before = {
    no: from.runNo,
    id: from.runId,
    today: from.today,
    pipeline: isSameText ? pipeline : earlierPipeline(database, from),
  };
  if (Object.keys(pipeline.datasets).join() !== Object.keys(before.pipeline.datasets).join()) return undefined;
  const filesBefore = new Map(runSources(database, before.no).map((file) => [file.dataset, file]));
  const isDecided = rowsOf(database, sql`select 1 from decisions where run_no = ${before.no} limit 1`).length > 0;
  const grown = grownDatasets(database, run.no, { no: before.no, files: filesBefore });
  const datasets: DatasetPlan[] = [];
  for (const file of runSources(database, run.no)) {
    const [now, then, fileBefore] = [
      pipeline.datasets[file.dataset],
      before.pipeline.datasets[file.dataset],
      filesBefore.get(file.dataset),
    ];
    const isGrown = grown.has(file.dataset);
    if (!now || !then || !fileBefore || !(isGrown || isSameFile(file, fileBefore))) return undefined;
    if (isResumed && (isGrown || hashFiles(pathsOf(database, file)) !== sourceById(database, file.sourceId).sha256))
      return undefined;
    if (readingOf(pipeline, now) !== readingOf(before.pipeline, then)) return undefined;
    const isDated = Object.values(now.derive).some(({ expression }) => usesToday(expression));
    if (isDated && before.today !== run.today) return undefined;
    // The shape of lines was looked at while they were read, and keys were read from what is stored.
    if (shapeRules(now) !== shapeRules(then) || !hasStoredKey(now)) return undefined;
    const notEvaluated = rowsOf(
      database,
      sql`select rule_no from rule_results where run_no = ${before.no} and dataset = ${file.dataset} and status = 'could not be evaluated'`,
    ).map(([ruleNo]) => Number(ruleNo));
    const isStable = (rule: RuleDefinition): boolean =>
      (before.today === run.today || !kindOfRule(rule)?.dependsOnDate?.(rule)) &&
      !(kindOfRule(rule)?.scope === 'set' && isGrown) &&
      !tiesOfRule(pipeline, file.dataset, rule).some((tie) => grown.has(tie.dataset));
    const findingIn = (of: PipelineDefinition, rule: RuleDefinition): string =>
      JSON.stringify([findingOf(rule), tiesOfRule(of, file.dataset, rule)]);
    const found = new Map(rulesOfDataset(then).map((rule, place) => [findingIn(before.pipeline, rule), place]));
    const rules = rulesOfDataset(now);
    const kept = rules.flatMap((rule, place) => {
      const same = isStable(rule) ? found.get(findingIn(pipeline, rule)) : undefined;
      return same === undefined || notEvaluated.includes(same) ? [] : [{ before: same, now: place }];
    });
    const judged = rules.map((_, place) => place).filter((place) => !kept.some((one) => one.now === place));
    const dropped = rulesOfDataset(then)
      .map((_, place) => place)
      .filter((place) => !kept.some((one) => one.before === place));
    const concernsAll = isDecided || isOtherOrder(rulesOfDataset(then), rules, kept);
    datasets.push({ dataset: file.dataset, sourceId: fileBefore.sourceId, isGrown, kept, dropped, judged, concernsAll });
  }
  return { from: before, datasets };
}

/** The pipeline of an earlier run, as it was then. */
function earlierPipeline(database: Database, { runNo, skipped, today }: RunRow): PipelineDefinition {
  return pinnedPipeline(partialPipeline(readPipeline(runDefinition(database, runNo), 'before', catalog), skipped), today);
}

function isOtherOrder(before: readonly RuleDefinition[], now: readonly RuleDefinition[], kept: DatasetPlan['kept']): boolean {
  const blocks = (rule: RuleDefinition | undefined): boolean => rule !== undefined && quarantines(rule.severity);
  const ranks = kept.toSorted((a, b) => rankOf(now, a.now) - rankOf(now, b.now)).map((pair) => rankOf(before, pair.before));
  return (
    ranks.some((rank, index) => rank < (ranks[index - 1] ?? 0)) ||
    kept.some((pair) => blocks(before[pair.before]) !== blocks(now[pair.now]))
  );
}

function isSameFile(now: RunSource, before: RunSource): boolean {
  return !now.storesRaw && now.next === null && before.sourceId === now.sourceId && before.sources.join() === now.sources.join();
}

/** The datasets whose files have more records than before, behind those that they had; each file must be that of one dataset. */
function grownDatasets(
  database: Database,
  runNo: number,
  before: { readonly no: number; readonly files: ReadonlyMap<string, RunSource> },
): ReadonlySet<string> {
  const users = Map.groupBy(before.files.values(), ({ sourceId }) => sourceId);
  const grown = runSources(database, runNo).filter((file) => {
    const fileBefore = before.files.get(file.dataset);
    return (
      fileBefore && users.get(fileBefore.sourceId)?.length === 1 && hasGrown(database, file, { no: before.no, file: fileBefore })
    );
  });
  return new Set(grown.map(({ dataset }) => dataset));
}

/** The rules about the shape of lines and files, in their order. */
function shapeRules(dataset: DatasetDefinition): string {
  return JSON.stringify(rulesOfDataset(dataset).filter((rule) => kindOfRule(rule)?.scope === 'structure'));
}

function hasStoredKey(dataset: DatasetDefinition): boolean {
  const stored = storedColumns(dataset).map(({ name }) => name);
  return dataset.key.every((name) => stored.includes(name));
}

/** Everything on which the records of a dataset depend besides its file. */
function readingOf(pipeline: PipelineDefinition, dataset: DatasetDefinition): string {
  const columns = Object.entries(dataset.columns).map(([name, { type, formats, scale }]) => [name, type, formats, scale]);
  const { clean, derive, key, extra_columns } = dataset;
  return JSON.stringify([columns, clean, derive, key, extra_columns, nullWordsOf(pipeline, dataset)]);
}

/** Everything on which depends what a rule finds in given records; how severe that is, is another matter. */
function findingOf({ severity: _, description: __, allow: ___, examples: ____, ...rule }: RuleDefinition): string {
  return JSON.stringify(rule);
}
