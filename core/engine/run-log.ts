import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { LogEntry } from '#core/contract/runs.ts';
import type { Log } from '#core/run/log.ts';

/** The folder of the logs of a workspace: `sales.winnow-logs` beside `sales.winnow`. */
function logFolder(workspacePath: string): string {
  return join(dirname(workspacePath), `${basename(workspacePath)}-logs`);
}

const separator = ' | ';

/** An entry as a line of a log file: `timestamp | module | level | message`. */
export function logLine({ at, module, level, message }: LogEntry): string {
  return [at, module, level, message].join(separator);
}

/** Opens the log of a run beside its workspace; each entry goes to the file and, from INFO up, to `tell`. */
export function openRunLog(workspacePath: string, runId: string, now: () => string, tell: (entry: LogEntry) => void): Log {
  const path = join(logFolder(workspacePath), `${runId}.log`);
  let isWritable = true;
  return (module, level, message) => {
    const entry = { at: now(), module, level, message: message.replace(/[\r\n]+/g, ' ') };
    if (level !== 'DEBUG') tell(entry);
    if (!isWritable) return;
    try {
      mkdirSync(dirname(path), { recursive: true });
      appendFileSync(path, `${logLine(entry)}\n`);
    } catch {
      // A log that cannot be written must not stop the work that it is about.
      isWritable = false;
    }
  };
}

/** The log of a run: its file, how many lines it has, and the newest of them. */
export function readRunLog(
  workspacePath: string,
  runId: string,
  maxLines: number,
): { readonly path: string | null; readonly total: number; readonly lines: LogEntry[] } {
  const path = join(logFolder(workspacePath), `${runId}.log`);
  const lines = existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : [];
  return { path: lines.length > 0 ? path : null, total: lines.length, lines: lines.slice(-maxLines).map(entryOf) };
}

/** Fields as `logLine` wrote them. */
function entryOf(line: string): LogEntry {
  const [at = '', module = '', level = '', ...message] = line.split(separator);
  return { at, module, level: level as LogEntry['level'], message: message.join(separator) };
}
