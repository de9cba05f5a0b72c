import { Failure, failureCodes } from '#core/contract/failure.ts';
import type { Progress, SkippableStage } from '#core/contract/progress.ts';
import type { RunDetail } from '#core/contract/runs.ts';
import { logLine } from '#core/engine/run-log.ts';
import { withClient } from './client.ts';
import { endBy, patience } from './end-by.ts';
import type { Terminal } from './terminal.ts';

/** The levels of the log, from the least to the gravest. */
export const levels = ['DEBUG', 'INFO', 'WARNING', 'ERROR'] as const;

export type LogLevel = (typeof levels)[number];

/** A run asked for on the command line. */
export interface AskedRun {
  readonly pipeline: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly outFolder: string | null;
  readonly skipStages?: SkippableStage[];
  readonly onFailure?: 'stop' | 'continue';
  readonly resume: boolean;
  readonly ignoreSpace: boolean;
  readonly overwrite: boolean;
  readonly replace: boolean;
  readonly runDate?: string | undefined;
  readonly batchRows?: number;
  readonly memoryMb?: number;
  readonly compression?: 'none' | 'gzip';
  /** The least level of the log that is printed; null prints none of it. */
  readonly logLevel: LogLevel | null;
}

/** Starts a run, shows its progress, stops it on Ctrl-C; returns its results. Throws a Failure where it did not succeed. */
export async function followRun(workspacePath: string, { logLevel, ...asked }: AskedRun, terminal: Terminal): Promise<RunDetail> {
  return withClient(workspacePath, async (ask) => {
    const { ticket } = await ask.runs.start(asked);
    let end: NodeJS.Timeout | undefined;
    const stop = (signal: 'SIGINT' | 'SIGTERM'): void => {
      terminal.say('stopping: what is done is kept …');
      void ask.runs.stop({ ticket });
      process.once('SIGINT', () => endBy('SIGINT'));
      end = setTimeout(() => {
        terminal.say('the SQL that is running cannot be stopped, so Winnow exits; --resume picks up what is done');
        endBy(signal);
      }, patience);
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    try {
      for await (const event of await ask.runs.progress({ ticket })) {
        if (event.kind === 'progress') terminal.status(statusLine(event.progress));
        else if (event.kind === 'log') {
          // How the run ended is told at the end, once.
          const { module, level } = event.entry;
          const isWanted = logLevel !== null && levels.indexOf(level) >= levels.indexOf(logLevel);
          if (isWanted && !(module === 'run' && (level === 'ERROR' || level === 'WARNING'))) terminal.say(logLine(event.entry));
        } else if (event.runId !== null) return await ask.runs.get({ runId: event.runId });
        else throw asError(event.code, event.message);
      }
    } finally {
      clearTimeout(end);
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    }
    throw new Error('the run ended unexpectedly');
  });
}

function statusLine({ stage, dataset, rows, bytes, totalBytes, rowsPerSecond, remainingMs }: Progress): string {
  const done = totalBytes > 0 ? ` ${Math.floor((100 * bytes) / totalBytes)} %` : '';
  const speed = rows > 0 ? ` · ${rows.toLocaleString('en')} rows · ${rowsPerSecond.toLocaleString('en')} rows/s` : '';
  const left = remainingMs === null ? '' : ` · ${Math.ceil(remainingMs / 1000)} s left`;
  return `${stage}${dataset === null ? '' : ` ${dataset}`}${done}${speed}${left} · Ctrl-C stops`;
}

function asError(code: string | null, message: string | null): Error {
  const known = failureCodes.find((candidate) => candidate === code);
  return known ? new Failure(known, message ?? '') : new Error(message ?? 'the run failed');
}
