import type { DatasetProfile } from '#core/contract/profile.ts';
import { chartList } from '#core/models/chart-data.ts';
import { isPersonal } from '#core/quality/profile/personal.ts';
import { createCurrentRun } from '#core/records/current-run.ts';
import { publishedRun } from '#core/records/published-run.ts';
import { ruleResultsOf } from '#core/records/rule-results.ts';
import { masked } from '#core/reports/profile-page.ts';
import type { ReportedProblem, RunReport } from '#core/reports/run-page.ts';
import { signOffsOf } from '#core/review/sign-off.ts';
import { runDetailOf } from '#core/run/run-detail.ts';
import { batchesOf } from '#core/store/decisions.ts';
import { runSources } from '#core/store/run-sources.ts';
import { sourceById } from '#core/store/sources.ts';
import { verifiedAudit } from '#core/store/verify-audit.ts';
import type { Database } from '#core/workspace/open.ts';
import { appVersion } from './app-version.ts';
import type { WorkspaceSession } from './workspace-session.ts';

const mostProblems = 50;
const mostExamples = 3;
const mostDecisions = 200;

/** Everything that a report on the run that is shown tells. Throws a Failure (NOT_FOUND) where there is none. */
export async function runReport(
  { reader, asking }: WorkspaceSession,
  { withProfile, showPersonal }: { readonly withProfile: boolean; readonly showPersonal: boolean },
): Promise<RunReport> {
  const told = reader.read(toldOf);
  const { datasets, charts, personal } = told;
  const all = { filter: [], status: 'open', search: '' } as const;
  const problems: ReportedProblem[] = [];
  for (const dataset of datasets) {
    for (const problem of await asking.ask('problems', { dataset, ...all, filter: [] })) {
      const isShown = showPersonal || !problem.columns.some((column) => personal.has(`${dataset}.${column}`));
      const asked = { dataset, ...all, filter: [], ruleId: problem.ruleId, offset: 0, limit: mostExamples };
      const examples = isShown && problems.length < mostProblems ? (await asking.ask('problemValues', asked)).values : undefined;
      problems.push({ ...problem, dataset, examples });
    }
  }
  const figures: RunReport['charts'][number][] = [];
  for (const { id, title } of charts) {
    const { columns, rows } = await asking.ask('chart', { id, filter: [] });
    const hidden = columns.map((name) => !showPersonal && isPersonal({ name, header: name, type: 'text', scale: undefined }, []));
    const shown = rows.map((row) => row.map((cell, at) => (hidden[at] && cell !== null ? masked(String(cell)) : cell)));
    figures.push({ title, columns, rows: shown, total: rows.length });
  }
  const profiles: DatasetProfile[] = [];
  for (const dataset of withProfile ? datasets : [])
    profiles.push(await asking.ask('profile', { dataset, what: 'raw', ...all, filter: [] }));
  // What somebody changed may be personal too.
  const areHidden = !showPersonal && personal.size > 0;
  return {
    ...told,
    decisions: told.decisions.map((batch) => (areHidden ? { ...batch, label: 'masked' } : batch)),
    problems: problems.sort((a, b) => b.records - a.records),
    charts: figures,
    profiles,
    madeBy: `Made by Winnow ${appVersion}.`,
    showsPersonal: showPersonal,
  };
}

/** What a moment's reading tells. */
function toldOf(database: Database) {
  const { row, pipeline } = publishedRun(database);
  const columns = Object.entries(pipeline.datasets).flatMap(([dataset, { columns: own }]) =>
    Object.entries(own).map(([name, { type, header = name }]) => ({ dataset, name, type, header, scale: undefined })),
  );
  return {
    title: `Quality of ${pipeline.title ?? pipeline.name}`,
    run: runDetailOf(database, row),
    rules: ruleResultsOf(database, undefined),
    decisions: batchesOf(database, row.runNo, { limit: mostDecisions }),
    signOffs: signOffsOf(database, row.runNo),
    sources: runSources(database, row.runNo).map(({ dataset, path, sourceId }) => ({
      dataset,
      path,
      sha256: sourceById(database, sourceId).sha256,
    })),
    audit: verifiedAudit(database).message,
    datasets: Object.keys(pipeline.datasets),
    charts: chartList(database, createCurrentRun(database)()).charts,
    personal: new Set(columns.filter((column) => isPersonal(column, [])).map(({ dataset, name }) => `${dataset}.${name}`)),
  };
}
