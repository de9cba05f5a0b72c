import { counted } from '#core/contract/counted.ts';
import { Failure } from '#core/contract/failure.ts';
import type { RuleResult, ScoreMove } from '#core/contract/rules.ts';
import { severity } from '#core/contract/severity.ts';
import { type ScoreCause, type ScoredRun, scoreCauses } from '#core/quality/score-move.ts';
import type { Database } from '#core/workspace/open.ts';
import { publishedRun, runWithPipeline } from './published-run.ts';
import { ruleResultsOf } from './rule-results.ts';

const mostCauses = 3;

type Scored = Omit<RuleResult, 'severity'> & { readonly severity: ReturnType<typeof severity.parse> };

/** Which rules moved the score from an earlier run to the one that is shown. Throws a Failure (NOT_FOUND) where there is no such run. */
export function scoreMove(database: Database, before: string): ScoreMove {
  const after = publishedRun(database).row.runId;
  const causes = scoreCauses(
    scoredRun(database, before),
    scoredRun(database, after),
    ({ dataset, ruleId }) => `${dataset} ${ruleId}`,
  );
  const told = causes.slice(0, mostCauses);
  return {
    points: causes.reduce((sum, { points }) => sum + points, 0),
    causes: told.map((cause) => {
      const { dataset = '', ruleId = '', title = '' } = cause.after ?? cause.before ?? {};
      return { dataset, ruleId, title, points: cause.points, failed: cause.after?.failed ?? null, sentence: sentenceOf(cause) };
    }),
    others: causes.slice(mostCauses).reduce((sum, { points }) => sum + points, 0),
  };
}

function scoredRun(database: Database, runId: string): ScoredRun<Scored> {
  const run = runWithPipeline(database, runId);
  if (!run) throw new Failure('NOT_FOUND', `there is no run ${runId}; \`winnow runs list\` shows those there are`);
  return {
    rules: ruleResultsOf(database, runId)
      .filter(({ status }) => status === 'evaluated')
      .map((rule) => ({ ...rule, severity: severity.parse(rule.severity) })),
    weights: run.pipeline.score,
  };
}

function sentenceOf({ before, after }: ScoreCause<Scored>): string {
  if (!after) return `the rule is gone; ${counted(before?.failed ?? 0, 'record')} failed it before`;
  if (!before)
    return `a new rule: ${after.failed.toLocaleString('en')} of ${counted(after.checked, 'record')} ${after.failed === 1 ? 'fails' : 'fail'}`;
  if (before.severity !== after.severity)
    return `${before.severity} became ${after.severity}; ${counted(after.failed, 'record')} ${after.failed === 1 ? 'fails' : 'fail'}`;
  if (before.failed === after.failed && before.checked === after.checked)
    return `${counted(after.failed, 'record')} failed it before and ${after.failed === 1 ? 'does' : 'do'} now; the run as a whole made more or fewer checks`;
  const shares = [before, after].map(
    ({ failed, checked }) => `${failed.toLocaleString('en')} of ${checked.toLocaleString('en')}`,
  );
  return `${shares[1]} records ${after.failed === 1 ? 'fails' : 'fail'}, ${shares[0]} before`;
}
