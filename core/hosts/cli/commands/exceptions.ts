import type { Command as Program } from 'commander';
import { counted } from '#core/contract/counted.ts';
import { addBulkCommands } from '../add-bulk-commands.ts';
import { addDecisionCommands, wholeNumber } from '../add-decision-commands.ts';
import { addMemoryCommands } from '../add-memory-commands.ts';
import { addShowingCommands } from '../add-showing-commands.ts';
import type { AnswerOptions } from '../answer.ts';
import type { Ask } from '../client.ts';
import type { Command, CommandContext } from '../command.ts';
import { jsonOption, workspaceOption } from '../common-options.ts';
import { onlyDataset } from '../only-dataset.ts';
import { type SelectionOptions, selectionFrom, withSelectionOptions } from '../selection-options.ts';

/** The records that wait for a person. */
export const exceptions: Command = {
  add: (program, context) => {
    const group = program.command('exceptions').description('the records that wait for a person');
    addList(group.command('list'), context);
    addShow(group.command('show'), context);
    addDecisionCommands(group, context);
    addShowingCommands(group, context);
    addBulkCommands(group, context);
    addMemoryCommands(group, context);
  },
};

function addList(command: Program, { terminal, action, answer }: CommandContext): void {
  type Own = Partial<SelectionOptions> & AnswerOptions & { readonly after: string; readonly limit: string };
  withSelectionOptions(command.description('exceptions with all their reasons').option('--dataset <D>'))
    .option('--after <id>', 'begin after this exception; with other options, after so many of them', '0')
    .option('--limit <N>', 'how many', '100')
    .option(...workspaceOption)
    .option(...jsonOption)
    .action(
      action(({ workspace, json, after, limit, ...selected }: Own) =>
        answer(
          { ...(workspace !== undefined && { workspace }), ...(json && { json }) },
          (ask) => listed(ask, selected, { after: wholeNumber(after, '--after'), limit: wholeNumber(limit, '--limit') }),
          ({ exceptions: found, total }) => {
            for (const { id, dataset, file, line, category, details, since } of found)
              terminal.result(
                `${id}\t${dataset} line ${line} of ${file}\t${category}\t${details}${since === 'new' ? '' : `\t${since}`}`,
              );
            terminal.say(`${found.length.toLocaleString('en')} of ${counted(total, 'exception')}`);
          },
        ),
      ),
    );
}

function addShow(command: Program, { terminal, action, answer }: CommandContext): void {
  command
    .description('one exception: its cells, every violation, every change')
    .argument('<id>')
    .option(...workspaceOption)
    .option(...jsonOption)
    .action(
      action((id: string, options: AnswerOptions) =>
        answer(
          options,
          async (ask) => {
            const found = await ask.exceptions.get({ id: wholeNumber(id, 'exception') });
            const { decisions, comments } = await ask.exceptions.history({ dataset: found.dataset, recordId: found.recordId });
            return { ...found, decisions, comments };
          },
          ({ dataset, file, line, byteOffset, rawData, violations, changes, decisions, comments }) => {
            terminal.result(`${dataset} line ${line} of ${file}, byte ${byteOffset}: ${rawData}`);
            for (const { severity, ruleId, reason } of violations) terminal.result(`▲ ${severity} ${ruleId}: ${reason}`);
            for (const { column, step, before, after } of changes)
              terminal.result(`✎ ${column}: ${JSON.stringify(before)} → ${JSON.stringify(after)} (${step})`);
            for (const { kind, author, decidedAt, reason, isUndone, details } of decisions)
              terminal.result(
                `● ${kind}${details.expiresOn === undefined ? '' : ` until ${details.expiresOn}`}${reason === null ? '' : `: ${reason}`} (${author}, ${decidedAt})${isUndone ? ', undone' : ''}`,
              );
            for (const { text, author, writtenAt } of comments) terminal.result(`“${text}” (${author}, ${writtenAt})`);
          },
        ),
      ),
    );
}

/** A page of exceptions: those that wait, or the selected ones of a dataset. */
async function listed(
  ask: Ask,
  { dataset: named, rule, ...options }: Partial<SelectionOptions>,
  { after, limit }: { readonly after: number; readonly limit: number },
) {
  if (Object.keys(options).length === 0) return ask.exceptions.list({ dataset: named, rule, after, limit });
  const dataset = named ?? (await onlyDataset(ask));
  const selection = selectionFrom({ dataset, ...(rule !== undefined && { rule }), ...options });
  const { ids, total } = await ask.records.page({ ...selection, what: 'exceptions', offset: after, limit });
  const { exceptions: found } = await ask.exceptions.list({ dataset, records: ids, limit });
  return { total, exceptions: found };
}
