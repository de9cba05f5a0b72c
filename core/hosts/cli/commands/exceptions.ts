import { counted } from '#core/contract/counted.ts';
import { Failure } from '#core/contract/failure.ts';
import { addBulkCommands } from '../add-bulk-commands.ts';
import { addDecisionCommands, wholeNumber } from '../add-decision-commands.ts';
import { addMemoryCommands } from '../add-memory-commands.ts';
import { addShowingCommands } from '../add-showing-commands.ts';
import { type Ask, withClient } from '../client.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { findWorkspace } from '../find-workspace.ts';
import { type SelectionOptions, selectionFrom, withSelectionOptions } from '../selection-options.ts';

interface Options extends Partial<SelectionOptions> {
  readonly workspace?: string;
  readonly after: string;
  readonly limit: string;
  readonly json?: boolean;
}

/** The records that wait for a person. */
export const exceptions: Command = {
  add: (program, context) => {
    const { terminal, action } = context;
    const group = program.command('exceptions').description('the records that wait for a person');
    withSelectionOptions(group.command('list').description('exceptions with all their reasons').option('--dataset <D>'))
      .option('--after <id>', 'begin behind this exception; with other options, behind so many of them', '0')
      .option('--limit <N>', 'how many', '100')
      .option('--workspace <FILE>', 'workspace file (default: the one in this folder)')
      .option('--json', 'print one JSON document')
      .action(
        action(async ({ workspace, after, limit, json, ...options }: Options) => {
          return withClient(findWorkspace(workspace), async (ask) => {
            const from = { after: wholeNumber(after, '--after'), limit: wholeNumber(limit, '--limit') };
            const page = await listed(ask, options, from);
            if (json) terminal.json(page);
            else {
              for (const { id, dataset: of, line, category, details, since } of page.exceptions)
                terminal.result(`${id}\t${of} line ${line}\t${category}\t${details}${since === 'new' ? '' : `\t${since}`}`);
              terminal.say(`${page.exceptions.length.toLocaleString('en')} of ${counted(page.total, 'exception')}`);
            }
            return exitCodes.done;
          });
        }),
      );
    group
      .command('show')
      .description('one exception: its cells, every violation, every change')
      .argument('<id>')
      .option('--workspace <FILE>', 'workspace file (default: the one in this folder)')
      .option('--json', 'print one JSON document')
      .action(
        action(async (id: string, { workspace, json }: Options) => {
          return withClient(findWorkspace(workspace), async (ask) => {
            const found = await ask.exceptions.get({ id: wholeNumber(id, 'exception') });
            const { decisions, comments } = await ask.exceptions.history({ dataset: found.dataset, recordId: found.recordId });
            if (json) terminal.json({ ...found, decisions, comments });
            else {
              terminal.result(`${found.dataset} line ${found.line}, byte ${found.byteOffset}: ${found.rawData}`);
              for (const { severity, ruleId, reason } of found.violations) terminal.result(`▲ ${severity} ${ruleId}: ${reason}`);
              for (const { column, step, before, after } of found.changes)
                terminal.result(`✎ ${column}: ${JSON.stringify(before)} → ${JSON.stringify(after)} (${step})`);
              for (const { kind, author, decidedAt, reason, isUndone, details } of decisions)
                terminal.result(
                  `● ${kind}${details.expiresOn === undefined ? '' : ` until ${details.expiresOn}`}${reason === null ? '' : `: ${reason}`} (${author}, ${decidedAt})${isUndone ? ', taken back' : ''}`,
                );
              for (const { text, author, writtenAt } of comments) terminal.result(`“${text}” (${author}, ${writtenAt})`);
            }
            return exitCodes.done;
          });
        }),
      );
    addDecisionCommands(group, context);
    addShowingCommands(group, context);
    addBulkCommands(group, context);
    addMemoryCommands(group, context);
  },
};

/** A page of exceptions: those that wait, or those of a dataset that are meant. */
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

/** The dataset of a pipeline that has one. Throws a Failure (BAD_INPUT) where there are several. */
async function onlyDataset(ask: Ask): Promise<string> {
  const names = (await ask.pipeline.get()).datasets.map(({ name }) => name);
  const [only, ...others] = names;
  if (only === undefined || others.length > 0)
    throw new Failure('BAD_INPUT', `say of which dataset, with --dataset: ${names.join(', ')}`);
  return only;
}
