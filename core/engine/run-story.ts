import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stage } from '#core/contract/progress.ts';
import type { RunStory } from '#core/contract/runs.ts';
import type { RunRow } from '#core/store/runs.ts';
import { auditOfRun } from '#core/workspace/audit.ts';
import type { Database } from '#core/workspace/open.ts';
import { logFolder } from './run-log.ts';

/** The newest lines that are told; the file has all. */
const mostLines = 2000;

/** What a run did: how long each stage took, as the audit log tells it, and the lines of its log. */
export function runStory(database: Database, { runId }: RunRow): RunStory {
  const path = join(logFolder(database.name), `${runId}.log`);
  const lines = existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : [];
  return {
    stages: [...stagesOf(database, runId)],
    path: lines.length > 0 ? path : null,
    total: lines.length,
    lines: lines.slice(-mostLines).map((line) => {
      const [at = '', module = '', level = '', ...message] = line.split(' | ');
      return { at, module, level, message: message.join(' | ') };
    }),
  };
}

/** Each stage begins where the one before ended, or where the run went on after it was interrupted. */
function* stagesOf(database: Database, runId: string): Generator<RunStory['stages'][number]> {
  let since: number | undefined;
  for (const { type, timestamp } of auditOfRun(database, runId)) {
    const at = Date.parse(timestamp);
    const stage = type === 'run_succeeded' ? 'publish' : /^(\w+)_completed$/.exec(type)?.[1];
    // Written by the run from these very names.
    if (stage !== undefined && since !== undefined) yield { stage: stage as Stage, milliseconds: at - since };
    if (stage !== undefined || type === 'run_started' || type === 'run_resumed') since = at;
    if (type === 'run_succeeded') return;
  }
}
