import type { BulkChange } from './bulk.ts';
import type { Stage } from './progress.ts';

/** What a line of the audit log means to the program: `changes` records, `builds` the models, or `ends` a run. */
type Effect = 'none' | 'changes' | 'builds' | 'ends';

type StageEvent = `${Stage}_completed`;
type BulkEvent = `exceptions ${BulkChange['kind']}`;

const stageEvents: Readonly<Record<StageEvent, Effect>> = {
  ingest_completed: 'none',
  validate_completed: 'none',
  clean_completed: 'none',
  model_completed: 'none',
  summarize_completed: 'none',
  export_completed: 'none',
  publish_completed: 'none',
};

const bulkEvents: Readonly<Record<BulkEvent, Effect>> = {
  'exceptions set': 'changes',
  'exceptions map': 'changes',
  'exceptions example': 'changes',
  'exceptions cells': 'changes',
  'exceptions suggested': 'changes',
  'exceptions waived': 'changes',
  'exceptions rejected': 'changes',
  'exceptions escalated': 'none',
  'exceptions merged': 'changes',
};

/** Everything that a line of the audit log can be about. Lines are chained by their hashes, so a type is never renamed. */
const auditEvents = {
  run_started: 'none',
  source_opened: 'none',
  records_taken_over: 'none',
  run_resumed: 'none',
  ...stageEvents,
  run_succeeded: 'ends',
  run_failed: 'ends',
  run_cancelled: 'ends',
  run_discarded: 'ends',
  'exception fixed': 'changes',
  'exception waived': 'changes',
  'exception rejected': 'changes',
  'exception merged': 'changes',
  'exception escalated': 'none',
  ...bulkEvents,
  'decision undone': 'changes',
  'decision redone': 'changes',
  'value added': 'changes',
  comment: 'none',
  'anomaly labelled': 'none',
  'mapping forgotten': 'none',
  models_rebuilt: 'builds',
  'signed off': 'none',
  reopened: 'none',
  exported: 'none',
  'version named': 'none',
  'key made': 'none',
  'key revoked': 'none',
  workspace_restored: 'none',
  workspace_salvaged: 'none',
} as const satisfies Readonly<Record<string, Effect>>;

export type AuditEventType = keyof typeof auditEvents;

/** The types of all lines with one effect. */
export function auditEventsThat(effect: Effect): readonly AuditEventType[] {
  // Object.entries knows keys as texts only.
  return (Object.entries(auditEvents) as [AuditEventType, Effect][]).flatMap(([type, own]) => (own === effect ? [type] : []));
}

/** The stage that a line says was completed; undefined for any other line. */
export function stageCompletedBy(type: string): Stage | undefined {
  return type === 'run_succeeded' ? 'publish' : stageOfEvent.get(type);
}

const stageOfEvent = new Map(
  (Object.keys(stageEvents) as StageEvent[]).map((type) => [type as string, type.slice(0, -'_completed'.length) as Stage]),
);
