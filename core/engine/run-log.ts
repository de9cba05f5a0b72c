import { appendFileSync, mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Log } from '#core/run/log.ts';

/** The folder of the logs of a workspace: `sales.winnow-logs` beside `sales.winnow`. */
export function logFolder(workspacePath: string): string {
  return join(dirname(workspacePath), `${basename(workspacePath)}-logs`);
}

/** Opens the log of a run beside its workspace; each line goes to the file and, from INFO up, to `tell`. */
export function openRunLog(workspacePath: string, runId: string, now: () => string, tell: (line: string) => void): Log {
  const folder = logFolder(workspacePath);
  const path = join(folder, `${runId}.log`);
  let isWritable = true;
  return (module, level, message) => {
    const line = `${now()} | ${module} | ${level} | ${message.replace(/[\r\n]+/g, ' ')}`;
    if (level !== 'DEBUG') tell(line);
    if (!isWritable) return;
    try {
      mkdirSync(folder, { recursive: true });
      appendFileSync(path, `${line}\n`);
    } catch {
      // A log that cannot be written must not stop the work that it tells of.
      isWritable = false;
    }
  };
}
