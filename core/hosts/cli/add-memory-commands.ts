import { resolve } from 'node:path';
import type { Command as Program } from 'commander';
import { counted } from '#core/contract/counted.ts';
import { cellsTold, recordOf, wholeNumber, withDecisionOptions } from './add-decision-commands.ts';
import { withClient } from './client.ts';
import type { CommandContext } from './command.ts';
import { exitCodes } from './exit-code.ts';
import { findWorkspace } from './find-workspace.ts';

interface Options {
  readonly workspace?: string;
  readonly author?: string;
  readonly note?: string;
  readonly json?: boolean;
}

/** Adds the commands that show and keep what was decided. */
export function addMemoryCommands(group: Program, { terminal, action }: CommandContext): void {
  const command = (name: string, description: string): Program =>
    withDecisionOptions(group.command(name).description(description));
  command('suggest', 'what may mend an exception, the likeliest first')
    .argument('<id>')
    .action(
      action(async (id: string, { workspace, json }: Options) =>
        withClient(findWorkspace(workspace), async (ask) => {
          const { dataset, recordId } = await recordOf(ask, id, 'exception');
          const suggestions = await ask.exceptions.suggest({ dataset, recordId });
          if (json) terminal.json(suggestions);
          else
            for (const [index, { cells, confidence, why, passes }] of suggestions.entries())
              terminal.result(
                `${index + 1}\t${cellsTold(cells)}\t${Math.round(100 * confidence)} %\t${why}${passes ? '' : '\tstill wrong elsewhere'}`,
              );
          if (!json && suggestions.length === 0) terminal.say('nothing sure enough can be suggested');
          return exitCodes.done;
        }),
      ),
    );
  command('import', 'bring exported exceptions back that were worked on elsewhere')
    .argument('<file>')
    .requiredOption('--dataset <D>')
    .option('--preview', 'say what it would do, and do nothing')
    .action(
      action(
        async (
          path: string,
          {
            workspace,
            author,
            dataset,
            preview = false,
            json,
          }: Options & { readonly dataset: string; readonly preview?: boolean },
        ) =>
          withClient(findWorkspace(workspace), async (ask) => {
            const made = await ask.exceptions.import({
              dataset,
              path: resolve(path),
              isPreview: preview,
              ...(author !== undefined && { author }),
            });
            const { outcome, unchanged, conflicts } = made;
            if (json) terminal.json(made);
            else {
              for (const { recordId, why } of conflicts) terminal.result(`record ${recordId}: left as it is, ${why}`);
              for (const { recordId, why, outcome: what } of outcome.rows)
                if (what === 'skipped') terminal.result(`record ${recordId}: left as it is, ${why}`);
              terminal.result(
                `${counted(outcome.applied, 'record')} ${preview ? 'would change' : 'changed'}, ${outcome.clean} of them clean; ${unchanged} unchanged, ${conflicts.length} in conflict`,
              );
            }
            return exitCodes.done;
          }),
      ),
    );
  command('history', 'what was decided, newest first; a batch is taken back by its number').action(
    action(async ({ workspace, json }: Options) =>
      withClient(findWorkspace(workspace), async (ask) => {
        const batches = await ask.exceptions.batches({});
        if (json) terminal.json(batches);
        else
          for (const { batchNo, label, author, decidedAt, records, undone } of batches)
            terminal.result(
              `${batchNo}\t${decidedAt}\t${author}\t${label}${undone === 0 ? '' : undone === records ? '\ttaken back' : `\t${undone} taken back`}`,
            );
        return exitCodes.done;
      }),
    ),
  );
  command('comment', 'say something about an exception; it stays with the record in later runs')
    .argument('<id>')
    .argument('<text>')
    .action(
      action(async (id: string, text: string, { workspace, author, json }: Options) =>
        withClient(findWorkspace(workspace), async (ask) => {
          const { dataset, recordId } = await recordOf(ask, id, 'exception');
          const made = await ask.exceptions.comment({ dataset, recordId, text, ...(author !== undefined && { author }) });
          if (json) terminal.json(made);
          else terminal.result(`${dataset} record ${recordId}: noted`);
          return exitCodes.done;
        }),
      ),
    );
  command('mappings', 'what texts were learned to stand for').action(
    action(async ({ workspace, json }: Options) =>
      withClient(findWorkspace(workspace), async (ask) => {
        const mappings = await ask.exceptions.mappings();
        if (json) terminal.json(mappings);
        else
          for (const { id, dataset, column, from, to, author } of mappings)
            terminal.result(`${id}\t${dataset}.${column}\t${JSON.stringify(from)} → ${JSON.stringify(to)}\t${author}`);
        return exitCodes.done;
      }),
    ),
  );
  command('forget', 'forget a learned mapping')
    .argument('<mapping>')
    .action(
      action(async (id: string, { workspace, json }: Options) =>
        withClient(findWorkspace(workspace), async (ask) => {
          const made = await ask.exceptions.forget({ id: wholeNumber(id, 'mapping') });
          if (json) terminal.json(made);
          else terminal.result(`mapping ${id} is forgotten`);
          return exitCodes.done;
        }),
      ),
    );
  command('sign-off', 'stand for all decisions of the run that is shown')
    .option('--note <TEXT>')
    .action(
      action(async ({ workspace, author, note = '', json }: Options) =>
        withClient(findWorkspace(workspace), async (ask) => {
          const made = await ask.exceptions.signOff({
            note: note === '' ? null : note,
            ...(author !== undefined && { author }),
          });
          if (json) terminal.json(made);
          else {
            for (const { kind, reason, count } of made.counts)
              terminal.result(`${count}\t${kind}${reason === null ? '' : `\t${reason}`}`);
            terminal.result(`signed off by ${made.author}`);
          }
          return exitCodes.done;
        }),
      ),
    );
}
