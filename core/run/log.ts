/** Levels of the log, least important first. */
export type LogLevel = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR';

/** Writes one line: `timestamp | module | level | message`. */
export type Log = (module: string, level: LogLevel, message: string) => void;
