import { counted } from '#core/contract/counted.ts';
import type { RelationSides } from '#core/contract/relations.ts';
import type { AnswerOptions } from '../answer.ts';
import type { Command } from '../command.ts';
import { withWorkspace } from '../common-options.ts';

/** How the records of a workspace refer to each other. */
export const relations: Command = {
  add: (program, { terminal, action, answer }) => {
    withWorkspace(
      program.command('relations').description('how datasets refer to each other: matched, unmatched and repeated on both sides'),
    ).action(
      action((options: AnswerOptions) =>
        answer(
          options,
          (ask) => ask.relations.list(),
          (all) => {
            for (const relation of all) for (const line of linesOf(relation)) terminal.result(line);
            if (all.length === 0) terminal.say('no dataset refers to another');
          },
        ),
      ),
    );
  },
};

function linesOf(relation: RelationSides): readonly string[] {
  const { dataset, columns, parent, parentColumns, filled, matched, ifFolded, childless, parents, most, repeated, apart } =
    relation;
  return [
    `${dataset} (${columns.join(', ')}) refers to ${parent} (${parentColumns.join(', ')})`,
    `  found ${matched.toLocaleString('en')} of ${counted(filled, 'record')}`,
    ...(ifFolded > matched
      ? [`  ${(ifFolded - matched).toLocaleString('en')} more if spaces and capital letters did not count`]
      : []),
    `  ${childless.toLocaleString('en')} of ${counted(parents, 'value')} of ${parent} never referred to; at most ${counted(most, 'record')} for one`,
    ...(apart > 0
      ? [
          `  ▲ ${counted(apart, 'record')} of ${dataset} only refer to rejected or merged records of ${parent}: a join does not find them`,
        ]
      : []),
    ...(repeated > 0
      ? [
          `  ▲ ${counted(repeated, 'value')} of ${parent} in several records: a join would count records of ${dataset} more than once`,
        ]
      : []),
  ];
}
