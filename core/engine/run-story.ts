import { stageCompletedBy } from '#core/contract/audit-events.ts';
import type { RunStory } from '#core/contract/runs.ts';
import type { RunRow } from '#core/store/runs.ts';
import { auditOfRun } from '#core/workspace/audit.ts';
import type { Database } from '#core/workspace/open.ts';
import { readRunLog } from './run-log.ts';

/** The newest lines that are shown; the file has all. */
const maxLines = 2000;

/** What a run did: how long each stage took, by the audit log, and the lines of its log. */
export function runStory(database: Database, { runId }: RunRow): RunStory {
  return { stages: [...stagesOf(database, runId)], ...readRunLog(database.name, runId, maxLines) };
}

/** Each stage begins where the one before ended, or where the run went on after it was interrupted. */
function* stagesOf(database: Database, runId: string): Generator<RunStory['stages'][number]> {
  let since: number | undefined;
  for (const { type, timestamp } of auditOfRun(database, runId)) {
    const at = Date.parse(timestamp);
    const stage = stageCompletedBy(type);
    if (stage !== undefined && since !== undefined) yield { stage, milliseconds: at - since };
    if (stage !== undefined || type === 'run_started' || type === 'run_resumed') since = at;
    if (type === 'run_succeeded') return;
  }
}
