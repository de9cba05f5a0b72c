/** Why something asked for could not be done; each code maps to one exit code of the command line and one HTTP status. */
export const failureCodes = ['BAD_INPUT', 'BAD_DEFINITION', 'NOT_FOUND', 'CONFLICT', 'RUN_FAILED', 'CANCELLED'] as const;

export type FailureCode = (typeof failureCodes)[number];

/** An expected failure: its message is a sentence for people that says what happened and what to do. */
export class Failure extends Error {
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Failure';
    this.code = code;
  }
}
