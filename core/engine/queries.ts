import type { AnomalyQuery } from '#core/contract/anomalies.ts';
import type { DataQuery } from '#core/contract/data.ts';
import type { FiguresQuery, MoveQuery } from '#core/contract/figures.ts';
import type { Tell } from '#core/contract/progress.ts';
import type { PageQuery, Selection } from '#core/contract/records.ts';
import type { RulePack } from '#core/contract/rule-packs.ts';
import { addCharts } from '#core/definition/edit-charts.ts';
import { buildChart } from '#core/models/build-chart.ts';
import { tryModel } from '#core/models/build-model.ts';
import { chartData } from '#core/models/chart-data.ts';
import { dataTables } from '#core/models/data-tables.ts';
import { proposeCharts } from '#core/models/propose-charts.ts';
import { recordsBehind } from '#core/models/records-behind.ts';
import { tableRow, tableRows } from '#core/models/table-rows.ts';
import { addSqlFunctions } from '#core/records/add-sql-functions.ts';
import { findAnomalies } from '#core/records/anomalies/find-anomalies.ts';
import { columnProfiles } from '#core/records/column-profile.ts';
import { compareExceptions } from '#core/records/compare-exceptions.ts';
import { type CurrentRun, createCurrentRun } from '#core/records/current-run.ts';
import { exactDistinct } from '#core/records/exact-distinct.ts';
import { type FacetQuery, facetOf } from '#core/records/facet.ts';
import { figuresByDay } from '#core/records/figures/figures-over-time.ts';
import { whatMoved } from '#core/records/figures/what-moved.ts';
import { minedRules, rulesOfPack } from '#core/records/mined-rules.ts';
import { findInRows, pageOf } from '#core/records/page.ts';
import { previewComputed } from '#core/records/preview-computed.ts';
import { previewRule } from '#core/records/preview-rule.ts';
import { previewSteps } from '#core/records/preview-steps.ts';
import { profileRows } from '#core/records/profile-rows.ts';
import { proposalsOf } from '#core/records/proposals.ts';
import { relationSides } from '#core/records/relation-sides.ts';
import { definitionOf } from '#core/records/row-cells.ts';
import { createRowSets, type RowSets } from '#core/records/row-sets.ts';
import { spreadOf } from '#core/records/spread.ts';
import { sumOf } from '#core/records/sum.ts';
import { sideBySide } from '#core/review/duplicates.ts';
import { facetsOf } from '#core/review/facets.ts';
import { clustersOf, problemsOf, problemValues } from '#core/review/problems.ts';
import { splitLine } from '#core/review/split-line.ts';
import { createSuggester, type Suggester } from '#core/review/suggest.ts';
import { type Trial, trialOf } from '#core/review/trial.ts';
import { runDefinition } from '#core/store/runs.ts';
import { exceptionsSince } from '#core/store/since.ts';
import type { Database } from '#core/workspace/open.ts';
import { exportAhead } from './export-ahead.ts';
import { exportAnomalies } from './export-anomalies.ts';
import { exportRows } from './export-rows.ts';
import { packWorkspace } from './pack-workspace.ts';

/** What a thread of queries keeps between two of them. */
export interface QuerySession {
  readonly database: Database;
  /** Keeps what was learned about the columns of a dataset in a run. */
  readonly suggesters: (name: string, make: () => Suggester) => Suggester;
  readonly current: () => CurrentRun;
  readonly rowSets: RowSets;
}

/** Begins a session on a reading connection. */
export function openSession(database: Database): QuerySession {
  addSqlFunctions(database);
  let kept: readonly [string, Suggester] | undefined;
  const suggesters = (name: string, make: () => Suggester): Suggester => {
    if (kept?.[0] !== name) kept = [name, make()];
    return kept[1];
  };
  return { database, current: createCurrentRun(database), rowSets: createRowSets(database), suggesters };
}

/** Milliseconds that a person waits for what steps would do. */
const previewTime = 300;

/** Each lane is a thread: what a person waits for at every key, and what may take long, keep nobody else waiting. */
export type Lane = 'rows' | 'trials' | 'sums' | 'charts' | 'exports' | 'profiles';

/** A question that is answered on a thread of queries. */
interface Query<Input, Answer> {
  readonly lane: Lane;
  readonly answer: (session: QuerySession, input: Input, tell: Tell) => Answer;
}

function on<Input, Answer>(lane: Lane, answer: Query<Input, Answer>['answer']): Query<Input, Answer> {
  return { lane, answer };
}

/** Which rules are proposed: what the records of a dataset suggest, or a pack. */
interface MineQuery {
  readonly dataset: string;
  readonly pack?: RulePack | undefined;
}

/** The questions that may take long, by name. */
export const queries = {
  page: on('rows', ({ database, current, rowSets }, query: PageQuery) => pageOf(database, current(), rowSets, query)),
  find: on('rows', ({ database, current, rowSets }, query: Parameters<typeof findInRows>[3]) =>
    findInRows(database, current(), rowSets, query),
  ),
  spread: on('sums', ({ database, current }, input: Parameters<typeof spreadOf>[2]) => spreadOf(database, current(), input)),
  columns: on('sums', ({ database, current }, { dataset }: { readonly dataset: string }) =>
    columnProfiles(database, current(), dataset),
  ),
  profile: on('profiles', ({ database, current }, input: Selection, tell) => profileRows(database, current(), input, tell)),
  anomalies: on('profiles', ({ database, current }, input: AnomalyQuery, tell) =>
    findAnomalies(database, current(), input, () => tell(0, 0)),
  ),
  distinct: on('profiles', ({ database, current }, { column, ...rows }: Selection & { readonly column: string }) => ({
    distinct: exactDistinct(database, current(), rows, column),
  })),
  figures: on('profiles', ({ database, current }, input: FiguresQuery) => figuresByDay(database, current(), input)),
  moved: on('profiles', ({ database, current }, input: MoveQuery, tell) =>
    whatMoved(database, current(), input, () => tell(0, 0)),
  ),
  exportAnomalies: on('exports', ({ database, current }, input: Parameters<typeof exportAnomalies>[2], tell) =>
    exportAnomalies(database, current(), input, () => tell(0, 0)),
  ),
  packWorkspace: on('exports', ({ database }, input: Parameters<typeof packWorkspace>[1]) => packWorkspace(database.name, input)),
  tryModel: on('charts', ({ database, current }, input: Parameters<typeof tryModel>[2]) => tryModel(database, current(), input)),
  relations: on('sums', ({ database, current }, _: Readonly<Record<never, never>>) => relationSides(database, current())),
  mine: on('profiles', ({ database, current }, { dataset, pack }: MineQuery, tell) =>
    pack === undefined ? minedRules(database, current(), dataset, tell) : rulesOfPack(database, current(), dataset, pack, tell),
  ),
  proposals: on('profiles', ({ database, current }, { dataset }: { readonly dataset: string }, tell) =>
    proposalsOf(database, current(), dataset, tell),
  ),
  facet: on('sums', ({ database, current }, input: FacetQuery) => facetOf(database, current(), input)),
  sum: on('sums', ({ database, current }, input: Parameters<typeof sumOf>[2]) => sumOf(database, current(), input)),
  since: on('sums', ({ database, current }, { dataset }: { readonly dataset?: string | undefined }) => {
    if (dataset !== undefined) definitionOf(current(), dataset);
    return exceptionsSince(database, current().no, dataset);
  }),
  tryCells: on('trials', ({ database, current }, input: Trial) => trialOf(database, current(), input)),
  splitLine: on('trials', ({ database, current }, input: Parameters<typeof splitLine>[2]) =>
    splitLine(database, current(), input),
  ),
  suggest: on('trials', ({ database, current, suggesters }, { dataset, recordId, cells }: Trial) => {
    const run = current();
    const suggest = suggesters(`${run.id} ${dataset}`, () => createSuggester(database, run, dataset));
    return suggest(recordId, cells).map((suggestion) => ({
      ...suggestion,
      cells: { ...suggestion.cells },
      clears: [...suggestion.clears],
    }));
  }),
  problems: on('sums', ({ database, current }, input: Parameters<typeof problemsOf>[2]) =>
    problemsOf(database, current(), input),
  ),
  facets: on('sums', ({ database, current }, input: Parameters<typeof facetsOf>[2]) => facetsOf(database, current(), input)),
  problemValues: on('sums', ({ database, current }, input: Parameters<typeof problemValues>[2]) =>
    problemValues(database, current(), input),
  ),
  clusters: on('sums', ({ database, current }, input: Parameters<typeof clustersOf>[2]) =>
    clustersOf(database, current(), input),
  ),
  duplicates: on('trials', ({ database, current }, input: Parameters<typeof sideBySide>[2]) =>
    sideBySide(database, current(), input),
  ),
  export: on('exports', ({ database }, input: Parameters<typeof exportRows>[1], tell) => exportRows(database, input, tell)),
  writeAhead: on('exports', ({ database }, input: Parameters<typeof exportAhead>[1], tell) => exportAhead(database, input, tell)),
  previewRule: on('sums', ({ database, current }, input: Parameters<typeof previewRule>[2]) =>
    previewRule(database, current(), input),
  ),
  compareExceptions: on('charts', ({ database }, input: Parameters<typeof compareExceptions>[1]) =>
    compareExceptions(database, input),
  ),
  tables: on('sums', ({ database, current }, _: Readonly<Record<never, never>>) => dataTables(database, current())),
  tableRows: on('rows', ({ database, current }, input: DataQuery) => tableRows(database, current(), input)),
  tableRow: on('rows', ({ database, current }, input: Parameters<typeof tableRow>[2]) => tableRow(database, current(), input)),
  behind: on('charts', ({ database, current }, input: Parameters<typeof recordsBehind>[2]) =>
    recordsBehind(database, current(), input),
  ),
  steps: on('trials', ({ database, current }, input: Parameters<typeof previewSteps>[2]) => {
    const end = performance.now() + previewTime;
    return previewSteps(database, current(), input, () => performance.now() > end);
  }),
  // The SQL of a pipeline may take as long as it likes.
  proposeCharts: on('charts', ({ database, current }, _: Readonly<Record<never, never>>) => {
    const charts = proposeCharts(database, current());
    return { titles: charts.map((chart) => chart.title), yaml: addCharts(runDefinition(database, current().no), charts) };
  }),
  computed: on('trials', ({ database, current }, input: Parameters<typeof previewComputed>[2]) => {
    const end = performance.now() + previewTime;
    return previewComputed(database, current(), input, () => performance.now() > end);
  }),
  buildChart: on('charts', ({ database, current }, input: Parameters<typeof buildChart>[2]) =>
    buildChart(database, current(), input),
  ),
  chart: on('charts', ({ database, current }, input: Parameters<typeof chartData>[2]) => chartData(database, current(), input)),
};

export type Queries = typeof queries;
