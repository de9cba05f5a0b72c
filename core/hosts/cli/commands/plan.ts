import { counted } from '#core/contract/counted.ts';
import { type Plan, planSentence } from '#core/contract/plan.ts';
import { loadPipeline } from '#core/engine/load-pipeline.ts';
import { withClient } from '../client.ts';
import type { Command } from '../command.ts';
import { jsonOption, workspaceOption } from '../common-options.ts';
import { exitCodes } from '../exit-code.ts';
import { findWorkspace } from '../find-workspace.ts';
import { followEvents } from '../follow-events.ts';
import { plainLine } from '../plain-line.ts';
import type { Terminal } from '../terminal.ts';

interface Options {
  readonly workspace?: string;
  readonly json?: boolean;
}

/** Says what another version of a pipeline would do to the run that a workspace shows. */
export const plan: Command = {
  add: (program, { terminal, action }) => {
    program
      .command('plan')
      .description('show what a changed pipeline would do to the current run (exceptions, score, rows) without storing anything')
      .argument('<pipeline>', 'name or path of the changed pipeline; it is tried on the files of the run that is shown')
      .option(...workspaceOption)
      .option(...jsonOption)
      .action(
        action(async (name: string, { workspace, json }: Options) => {
          const yaml = loadPipeline(name).text;
          const found = await withClient(findWorkspace(workspace), (ask) =>
            followEvents(
              (signal) => ask.pipeline.plan({ yaml }, { signal }),
              terminal,
              () => 'trying the changes in a copy of the workspace',
            ),
          );
          if (json) terminal.json(found);
          else tellPlan(found, terminal);
          return exitCodes.done;
        }),
      );
  },
};

function tellPlan(found: Plan, terminal: Terminal): void {
  terminal.result(planSentence(found));
  for (const { dataset, exceptions, isSameFile, added, resolved } of found.datasets) {
    const { before, after } = exceptions;
    terminal.result(`${dataset}: ${before.toLocaleString('en')} → ${counted(after, 'exception')}`);
    if (!isSameFile) terminal.result('  the file has changed, so records cannot be compared one by one');
    tellMoved('+', added, terminal);
    tellMoved('−', resolved, terminal);
  }
  for (const { what, before, after, note } of found.differences)
    terminal.result(`${what}\t${before ?? '–'} → ${after ?? '–'}${note === null ? '' : `\t${note}`}`);
}

function tellMoved(sign: string, { count, first }: Plan['datasets'][number]['added'], terminal: Terminal): void {
  for (const { id, reasons } of first) terminal.result(`  ${sign} record ${id}: ${plainLine(reasons)}`);
  if (count > first.length) terminal.result(`  ${sign} ${(count - first.length).toLocaleString('en')} more`);
}
