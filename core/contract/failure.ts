/** Why something asked for could not be done; each code maps to one exit code of the command line and one HTTP status. */
export const failureCodes = ['BAD_INPUT', 'BAD_DEFINITION', 'NOT_FOUND', 'CONFLICT', 'RUN_FAILED', 'CANCELLED'] as const;

export type FailureCode = (typeof failureCodes)[number];

/** What a door can offer: writing over a file that exists, or restoring a backup of a damaged workspace. */
export const remedies = ['overwrite', 'restore'] as const;

export type Remedy = (typeof remedies)[number];

/** A place in a text. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** An expected failure: its message is a sentence for people that says what happened and what to do. */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly remedy: Remedy | undefined;
  /** What is wrong, thing by thing, where the message also says where each stands. */
  readonly details: readonly string[];
  /** Where each stands in a text, where that is known; lines and columns count from 1. */
  readonly places: readonly Place[];

  constructor(
    code: FailureCode,
    message: string,
    options: ErrorOptions & {
      readonly remedy?: Remedy | undefined;
      readonly details?: readonly string[] | undefined;
      readonly places?: readonly Place[] | undefined;
    } = {},
  ) {
    super(message, options);
    this.name = 'Failure';
    this.code = code;
    this.remedy = options.remedy;
    this.details = options.details ?? [];
    this.places = options.places ?? [];
  }
}
