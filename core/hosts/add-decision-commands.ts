import type { Command as Program } from 'commander';
import { Failure } from '#core/contract/failure.ts';
import { withClient } from './client.ts';
import type { CommandContext } from './command.ts';
import { exitCodes } from './exit-code.ts';
import { findWorkspace } from './find-workspace.ts';

interface Options {
  readonly workspace?: string;
  readonly set?: readonly string[];
  readonly reason?: string | null;
  readonly author?: string;
  readonly json?: boolean;
}

/** Adds the commands that decide about an exception, and those that take a decision back. */
export function addDecisionCommands(group: Program, { terminal, action }: CommandContext): void {
  const command = (name: string, description: string): Program =>
    group
      .command(name)
      .description(description)
      .option('--author <NAME>', 'who decides (default: your name on this system)')
      .option('--workspace <FILE>', 'workspace file (default: the one in this folder)')
      .option('--json', 'print one JSON document');
  const decide = (name: string, kind: 'fixed' | 'waived' | 'rejected') =>
    action(async (id: string, { workspace, set = [], reason = null, author, json }: Options) =>
      withClient(findWorkspace(workspace), async (ask) => {
        const { dataset, recordId } = await ask.exceptions.get({ id: Number(id) });
        const cells = Object.fromEntries(set.map(pairOf));
        const made = await ask.exceptions.decide({
          dataset,
          recordId,
          kind,
          cells,
          reason,
          ...(author !== undefined && { author }),
        });
        if (json) terminal.json(made);
        else
          terminal.result(
            `${dataset} record ${recordId} ${kind}${made.alongside > 0 ? `, ${made.alongside} more with it` : ''} (${name})`,
          );
        return exitCodes.done;
      }),
    );
  const turn = (way: 'undo' | 'redo') =>
    action(async ({ workspace, author, json }: Options) =>
      withClient(findWorkspace(workspace), async (ask) => {
        const made = await ask.exceptions[way]({ ...(author !== undefined && { author }) });
        if (json) terminal.json(made);
        else
          for (const { dataset, recordId } of made.records)
            terminal.result(`${dataset} record ${recordId}: ${way === 'undo' ? 'taken back' : 'decided again'}`);
        return exitCodes.done;
      }),
    );
  command('fix', 'write cells of an exception anew; it is checked again at once, and clean where every rule passes')
    .argument('<id>')
    .requiredOption('--set <column=text...>', 'a cell and its new text')
    .option('--reason <TEXT>')
    .action(decide('fix', 'fixed'));
  command('waive', 'let an exception pass as it is')
    .argument('<id>')
    .requiredOption('--reason <TEXT>')
    .action(decide('waive', 'waived'));
  command('reject', 'keep an exception out for good')
    .argument('<id>')
    .requiredOption('--reason <TEXT>')
    .action(decide('reject', 'rejected'));
  command('undo', 'take the last decision back').action(turn('undo'));
  command('redo', 'let the decision that was taken back last hold again').action(turn('redo'));
}

function pairOf(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new Failure('BAD_INPUT', `--set ${text}: write column=text`);
  return [text.slice(0, at), text.slice(at + 1)];
}
