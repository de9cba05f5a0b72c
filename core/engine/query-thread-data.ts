/** What is handed to a thread of queries. */
export interface QueryThreadData {
  readonly workspacePath: string;
  /** Counts the questions asked: work ahead of time gives way when it moves. */
  readonly asked: SharedArrayBuffer;
}

/** Asked of a thread only so that it opens the workspace before anybody waits for an answer. */
export const warmUp = 'warm up';
