import type { LogEntry } from '#core/contract/runs.ts';

/** Writes one line: `timestamp | module | level | message`. */
export type Log = (module: string, level: LogEntry['level'], message: string) => void;
