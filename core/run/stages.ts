import type { Stage } from '#core/contract/progress.ts';
import type { RejudgePlan } from './rejudge/plan.ts';
import { judgeAgain, modelAgain, validateAgain } from './rejudge/rejudge.ts';
import type { RunContext } from './run-context.ts';
import { clean } from './stages/clean.ts';
import { exportAll } from './stages/export.ts';
import { ingest } from './stages/ingest.ts';
import { model } from './stages/model.ts';
import { publish } from './stages/publish.ts';
import { summarize } from './stages/summarize.ts';
import { validate } from './stages/validate.ts';

interface StageWork {
  readonly name: Stage;
  readonly work: (context: RunContext) => Promise<void>;
}

/** The order of work. A stage that was interrupted is done again; what it had finished it leaves alone. */
export const stages: readonly StageWork[] = [
  { name: 'ingest', work: ingest },
  { name: 'validate', work: validate },
  { name: 'clean', work: clean },
  { name: 'model', work: model },
  { name: 'summarize', work: summarize },
  { name: 'export', work: exportAll },
  { name: 'publish', work: publish },
];

/** The same order where the records of the run before are taken over. */
export function stagesAgain(plan: RejudgePlan): readonly StageWork[] {
  const again: Partial<Record<Stage, StageWork['work']>> = {
    ingest: (context) => judgeAgain(context, plan),
    validate: (context) => validateAgain(context, plan),
    model: (context) => modelAgain(context, plan),
  };
  return stages.map(({ name, work }) => ({ name, work: again[name] ?? work }));
}
