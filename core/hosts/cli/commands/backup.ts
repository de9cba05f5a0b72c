import { withClient } from '../client.ts';
import type { Command } from '../command.ts';
import { jsonOption, workspaceOption } from '../common-options.ts';
import { exitCodes } from '../exit-code.ts';
import { findWorkspace } from '../find-workspace.ts';

interface Options {
  readonly workspace?: string;
  readonly json?: boolean;
}

/** Copies of a workspace, and the way back to one. */
export const backup: Command = {
  add: (program, { terminal, action }) => {
    const group = program.command('backup').description('copies of a workspace, and the way back to one');
    group
      .command('list')
      .description('backups, newest first')
      .option(...workspaceOption)
      .option(...jsonOption)
      .action(
        action(async ({ workspace, json }: Options) =>
          withClient(findWorkspace(workspace), async (ask) => {
            const all = await ask.workspace.backups();
            if (json) terminal.json(all);
            else if (all.length === 0) terminal.result('no backup yet: `winnow backup create` makes one');
            else
              for (const { name, reason, bytes } of all)
                terminal.result([name, reason, `${Math.ceil(bytes / 1024).toLocaleString('en')} KiB`].join('\t'));
            return exitCodes.done;
          }),
        ),
      );
    group
      .command('create')
      .description('copy the workspace as it is now')
      .option(...workspaceOption)
      .option(...jsonOption)
      .action(
        action(async ({ workspace, json }: Options) =>
          withClient(findWorkspace(workspace), async (ask) => {
            const made = await ask.workspace.backUp();
            if (json) terminal.json(made);
            else terminal.result(made.path);
            return exitCodes.done;
          }),
        ),
      );
    group
      .command('remove')
      .description('remove a backup; those that you made yourself stay until you do')
      .argument('<name>', 'as `winnow backup list` shows it')
      .option(...workspaceOption)
      .option(...jsonOption)
      .action(
        action(async (name: string, { workspace, json }: Options) =>
          withClient(findWorkspace(workspace), async (ask) => {
            const removed = await ask.workspace.removeBackup({ name });
            if (json) terminal.json(removed);
            else terminal.result(`removed ${name}`);
            return exitCodes.done;
          }),
        ),
      );
    group
      .command('restore')
      .description('restore a backup; the present workspace is kept as a backup')
      .argument('<name>', 'as `winnow backup list` shows it, or `newest`')
      .option(...workspaceOption)
      .option(...jsonOption)
      .action(
        action(async (named: string, { workspace, json }: Options) =>
          withClient(findWorkspace(workspace), async (ask) => {
            const name = named === 'newest' ? ((await ask.workspace.backups())[0]?.name ?? named) : named;
            const { kept } = await ask.workspace.restore({ name });
            if (json) terminal.json({ restored: name, kept });
            else terminal.result(`restored ${name}${kept === null ? '' : `; what was there before is ${kept}`}`);
            return exitCodes.done;
          }),
        ),
      );
  },
};
