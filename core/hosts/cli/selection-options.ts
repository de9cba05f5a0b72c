import { Option, type Command as Program } from 'commander';
import { Failure } from '#core/contract/failure.ts';
import type { Condition, Selection } from '#core/contract/records.ts';

/** Which records are meant, as it is said on the command line. */
export interface SelectionOptions {
  readonly dataset: string;
  readonly rule?: string;
  readonly column?: string;
  readonly where?: readonly string[];
  readonly status?: Selection['status'];
  readonly since?: NonNullable<Selection['since']>[number];
  readonly search?: string;
}

/** Adds the options that say which exceptions are meant. */
export function withSelectionOptions(command: Program): Program {
  return command
    .option('--rule <id>', 'only records that break this rule')
    .option('--where <column=text...>', 'only those with this text in a column; nothing after the = for an empty cell')
    .addOption(
      new Option('--status <status>', 'their status (default: open)').choices([
        'open',
        'fixed',
        'waived',
        'rejected',
        'merged',
        'escalated',
        'auto',
        'any',
      ]),
    )
    .addOption(
      new Option('--since <standing>', 'what has changed since the last run: new, persisting or regressed').choices([
        'new',
        'persisting',
        'regressed',
      ]),
    )
    .option('--search <TEXT>', 'only those with this text in any cell');
}

/** What the contract calls the records that are meant. */
export function selectionFrom({ dataset, rule, where = [], status, since, search }: SelectionOptions) {
  return {
    dataset,
    ...(rule !== undefined && { breaks: { rules: [rule] } }),
    filter: conditionsFrom(where),
    ...(status !== undefined && { status }),
    ...(since !== undefined && { since: [since] }),
    ...(search !== undefined && { search }),
  };
}

/** Conditions from `column=text`; no text means an empty cell. */
export function conditionsFrom(where: readonly string[]): Condition[] {
  return where.map((text) => {
    const [column, value] = pairOf(text);
    return { column, operator: value === '' ? 'is empty' : 'equals', value, values: [] };
  });
}

/** A column and its text as they are written on the command line. */
export function pairOf(text: string, form = 'column=text'): readonly [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new Failure('BAD_INPUT', `${text}: write ${form}`);
  return [text.slice(0, at), text.slice(at + 1)];
}
