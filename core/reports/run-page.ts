import { counted } from '#core/contract/counted.ts';
import type { Ledger } from '#core/contract/ledger.ts';
import { formatPercent } from '#core/contract/percent.ts';
import type { Problem } from '#core/contract/problems.ts';
import type { DatasetProfile } from '#core/contract/profile.ts';
import type { RuleResult } from '#core/contract/rules.ts';
import type { RunDetail } from '#core/contract/runs.ts';
import { meter, plain, share, whole } from './figures.ts';
import { type Html, html } from './html.ts';
import { page } from './page.ts';
import { datasetSection } from './profile-page.ts';

type Cell = string | number | null;

/** Everything that a report on a run tells. */
export interface RunReport {
  readonly title: string;
  readonly run: RunDetail;
  readonly rules: readonly RuleResult[];
  readonly problems: readonly ReportedProblem[];
  readonly decisions: readonly {
    readonly label: string;
    readonly author: string;
    readonly decidedAt: string;
    readonly records: number;
    readonly undone: number;
  }[];
  readonly signOffs: readonly {
    readonly author: string;
    readonly note: string | null;
    readonly signedAt: string;
    readonly voidedAt: string | null;
  }[];
  readonly sources: readonly { readonly dataset: string; readonly path: string; readonly sha256: string | null }[];
  readonly audit: string;
  readonly charts: readonly {
    readonly title: string;
    readonly columns: readonly string[];
    readonly rows: readonly (readonly Cell[])[];
    readonly total: number;
  }[];
  readonly profiles: readonly DatasetProfile[];
  readonly madeBy: string;
  readonly showsPersonal: boolean;
}

/** What is wrong with exceptions, and examples of it; none where they would show personal data. */
export interface ReportedProblem extends Pick<Problem, 'title' | 'problem' | 'records' | 'clears' | 'severity'> {
  readonly dataset: string;
  readonly examples: readonly { readonly reason: string; readonly records: number }[] | undefined;
}

/** Rows of a table that a report shows; the rest is counted. */
const mostRows = 50;

/** A report on a run: one page that needs no other file. */
export function runPage(report: RunReport): string {
  const { title, run, madeBy, profiles, showsPersonal } = report;
  return page(
    title,
    html`<h1>${title}</h1>
<p class="soft">Run ${run.runId} of ${run.pipeline}, rules v${run.version}, ${instant(run.finishedAt ?? run.startedAt)}. ${madeBy}</p>
${accounts(run)}
${scoreCard(report)}
${rulesCard(report.rules)}
${problemsCard(report.problems)}
${decisionsCard(report)}
${report.charts.map(chartCard)}
${proofCard(report)}
${profiles.map((profile) => datasetSection(profile, showsPersonal))}`,
  );
}

const accountWords: Readonly<Record<Exclude<keyof Ledger, 'read'>, string>> = {
  clean: 'clean',
  exceptions: 'waiting',
  waived: 'waived',
  rejected: 'rejected',
  merged: 'merged',
  structural: 'broken lines',
  blank: 'blank lines',
};

/** Where every record is; the parts sum to what was read. */
function accounts({ datasets }: RunDetail): Html {
  const names = Object.keys(accountWords) as (keyof typeof accountWords)[];
  return html`<h2>Where every record is</h2><div class="card wide"><table>
<tr><th>Dataset</th><th class="n">read</th>${names.map((name) => html`<th class="n">${accountWords[name]}</th>`)}</tr>
${Object.entries(datasets).map(
  ([dataset, ledger]) =>
    html`<tr><td>${dataset}</td><td class="n">${whole(ledger.read)}</td>${names.map((name) => html`<td class="n">${whole(ledger[name])}</td>`)}</tr>`,
)}</table></div>`;
}

function scoreCard({ run }: RunReport): Html {
  const { score, scoreWeights, quality, results, checks } = run;
  const failed = checks.filter(({ status }) => status === 'failed');
  return html`<h2>Quality</h2><div class="card">
<p><b>${score === null ? 'No score' : `${formatPercent(score)} of 100`}</b>, ${quality}</p>
${
  scoreWeights
    ? html`<p class="soft small">100 × (1 − ${plain(scoreWeights.failed)} ÷ ${plain(scoreWeights.checked)}): every check weighs as the severity of its rule</p>`
    : undefined
}
<p>${counted(results.passed, 'rule or check', 'rules and checks')} passed, ${whole(results.failed)} failed, ${whole(results.errors)} could not be evaluated.</p>
${failed.map(({ dataset, sentence, action }) => html`<p class="wrong">▲ ${dataset}: ${sentence}. <span class="soft">${action}</span></p>`)}</div>`;
}

function rulesCard(rules: readonly RuleResult[]): Html {
  const failing = rules.filter(({ failed }) => failed > 0).sort((a, b) => b.failed - a.failed);
  const most = failing[0]?.failed ?? 0;
  return html`<h2>Rules</h2><div class="card wide">
${
  failing.length === 0
    ? html`<p class="clean">All ${whole(rules.length)} rules hold.</p>`
    : html`<table><tr><th>Dataset</th><th>Rule</th><th>Severity</th><th class="n">fail</th><th class="n">of those checked</th><td></td></tr>
${failing
  .slice(0, mostRows)
  .map(
    ({ dataset, title, severity, failed, checked }) =>
      html`<tr><td>${dataset}</td><td>${title}</td><td>${severity}</td><td class="n">${whole(failed)}</td><td class="n">${share(failed, checked)}</td><td>${meter(failed, most)}</td></tr>`,
  )}</table>${more(failing.length)}
<p class="soft">${whole(rules.length - failing.length)} more rules hold.</p>`
}</div>`;
}

function problemsCard(problems: readonly ReportedProblem[]): Html | undefined {
  if (problems.length === 0) return undefined;
  return html`<h2>What waits, by cause</h2>${problems.slice(0, mostRows).map(
    ({
      dataset,
      problem,
      records,
      clears,
      examples,
    }) => html`<div class="card"><div class="head"><h3>${problem}</h3><span class="soft">${counted(records, 'record')} of ${dataset}</span></div>
<p class="soft small">${counted(clears, 'record')} would be clean without it</p>
${
  examples === undefined
    ? html`<p class="soft">Examples are masked.</p>`
    : html`<table>${examples.map(({ reason, records: alike }) => html`<tr><td>${reason}</td><td class="n">${whole(alike)}</td></tr>`)}</table>`
}</div>`,
  )}${more(problems.length)}`;
}

function decisionsCard({ decisions, signOffs }: RunReport): Html {
  const [signed] = signOffs.filter(({ voidedAt }) => voidedAt === null);
  return html`<h2>Decisions</h2><div class="card wide">
<p>${signed ? `Signed off by ${signed.author} on ${instant(signed.signedAt)}${signed.note === null ? '' : `: ${signed.note}`}` : 'Not signed off.'}</p>
${
  decisions.length === 0
    ? html`<p class="soft">Nobody decided about a record.</p>`
    : html`<table><tr><th>When</th><th>Who</th><th>What</th><th class="n">records</th></tr>
${decisions
  .slice(0, mostRows)
  .map(
    ({ label, author, decidedAt, records, undone }) =>
      html`<tr><td>${instant(decidedAt)}</td><td>${author}</td><td>${label}${undone > 0 ? html` <span class="soft">(${whole(undone)} taken back)</span>` : undefined}</td><td class="n">${whole(records)}</td></tr>`,
  )}</table>${more(decisions.length)}`
}</div>`;
}

function chartCard({ title, columns, rows, total }: RunReport['charts'][number]): Html {
  return html`<div class="card wide"><h3>${title}</h3><table><tr>${columns.map((name) => html`<th>${name}</th>`)}</tr>
${rows
  .slice(0, mostRows)
  .map(
    (row) =>
      html`<tr>${row.map((cell) => (typeof cell === 'number' ? html`<td class="n">${plain(cell)}</td>` : html`<td>${cell ?? ''}</td>`))}</tr>`,
  )}</table>${more(total)}</div>`;
}

function proofCard({ run, sources, audit }: RunReport): Html {
  return html`<h2>Proof</h2><div class="card wide"><p>${audit[0]?.toUpperCase()}${audit.slice(1)}.</p>
<table><tr><th>Read</th><th>SHA-256</th></tr>${sources.map(
    ({ dataset, path, sha256 }) => html`<tr><td>${dataset}: ${fileName(path)}</td><td><code>${sha256 ?? '–'}</code></td></tr>`,
  )}</table>
${
  run.outputs.length === 0
    ? undefined
    : html`<table><tr><th>Written</th><th class="n">rows</th><th>SHA-256</th></tr>${run.outputs.map(
        ({ path, rows, sha256 }) =>
          html`<tr><td>${fileName(path)}</td><td class="n">${whole(rows)}</td><td><code>${sha256}</code></td></tr>`,
      )}</table>`
}</div>`;
}

function more(total: number): Html | undefined {
  return total > mostRows ? html`<p class="soft">${whole(total - mostRows)} more.</p>` : undefined;
}

function instant(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}

function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
