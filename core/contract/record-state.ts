/** Where a parsed record stands, as the tables of records keep it. */
export const recordState = { clean: 0, exception: 1, waived: 2, rejected: 3, merged: 4 } as const;

/** An account of the ledger in which parsed records are counted. */
export type Account = 'clean' | 'exceptions' | 'waived' | 'rejected' | 'merged';

/** What a state is called elsewhere. */
export interface RecordStanding {
  readonly state: number;
  /** The account of the ledger in which the record is counted. */
  readonly account: Account;
  /** The status of its exception, where it has one. */
  readonly exceptionStatus: 'fixed' | 'open' | 'waived' | 'rejected' | 'merged';
  /** What a decision came to. */
  readonly outcome: 'clean' | 'open' | 'waived' | 'rejected' | 'merged';
}

const waiting: RecordStanding = { state: recordState.exception, account: 'exceptions', exceptionStatus: 'open', outcome: 'open' };

/** All states, with their other names. */
export const standings: readonly RecordStanding[] = [
  { state: recordState.clean, account: 'clean', exceptionStatus: 'fixed', outcome: 'clean' },
  waiting,
  { state: recordState.waived, account: 'waived', exceptionStatus: 'waived', outcome: 'waived' },
  { state: recordState.rejected, account: 'rejected', exceptionStatus: 'rejected', outcome: 'rejected' },
  { state: recordState.merged, account: 'merged', exceptionStatus: 'merged', outcome: 'merged' },
];

/** All names of a state; a line that is no record waits like an exception. */
export function standingOf(state: number | undefined): RecordStanding {
  return standings.find((standing) => standing.state === state) ?? waiting;
}
