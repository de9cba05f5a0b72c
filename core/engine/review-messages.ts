import type { ThreadFailure } from './reader-messages.ts';

/** Something to be written by the thread of reviews. */
export interface ReviewRequest {
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
}

/** What comes back. */
export type ReviewReply =
  | { readonly id: number; readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly id: number; readonly kind: 'answer'; readonly answer: unknown }
  | (ThreadFailure & { readonly id: number });

/** What a thread of reviews is begun with. */
export interface ReviewJob {
  readonly workspacePath: string;
  /** The id of the request that is to end early. */
  readonly stopped: SharedArrayBuffer;
}
