import type { Command } from './command.ts';
import { applyChanges } from './commands/apply-changes.ts';
import { audit } from './commands/audit.ts';
import { backup } from './commands/backup.ts';
import { check } from './commands/check.ts';
import { doctor } from './commands/doctor.ts';
import { exceptions } from './commands/exceptions.ts';
import { exportCommand } from './commands/export.ts';
import { generate } from './commands/generate.ts';
import { infer } from './commands/infer.ts';
import { rules } from './commands/rules.ts';
import { run } from './commands/run.ts';
import { runs } from './commands/runs.ts';
import { salvage } from './commands/salvage.ts';
import { schema } from './commands/schema.ts';
import { serve } from './commands/serve.ts';
import { start } from './commands/start.ts';
import { status } from './commands/status.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  run,
  check,
  infer,
  exportCommand,
  applyChanges,
  exceptions,
  generate,
  runs,
  audit,
  status,
  rules,
  schema,
  doctor,
  backup,
  salvage,
  start,
  serve,
];
