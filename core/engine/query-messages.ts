import type { ThreadFailure } from './reader-messages.ts';

/** A question for a thread of queries. */
export interface QueryRequest {
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
}

/** What comes back. */
export type QueryReply =
  | { readonly id: number; readonly kind: 'answer'; readonly answer: unknown }
  | (ThreadFailure & { readonly id: number });

/** What a thread of queries is begun with. */
export interface QueryJob {
  readonly workspacePath: string;
  /** Counts the questions asked: work ahead of time gives way when it moves. A question's own place is set to 1 to end it. */
  readonly asked: SharedArrayBuffer;
}
