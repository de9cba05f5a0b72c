import type { ThreadFailure } from './reader-messages.ts';

/** Something that a thread is asked to do. */
export interface WorkRequest {
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
  /** Its only number is set to 1 when nobody wants it any more. */
  readonly stop: SharedArrayBuffer;
}

/** What comes back. */
export type WorkReply =
  | { readonly id: number; readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly id: number; readonly kind: 'answer'; readonly answer: unknown }
  | (ThreadFailure & { readonly id: number });
