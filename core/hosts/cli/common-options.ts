import type { Command as Program } from 'commander';

/** Names the workspace of a command. */
export const workspaceOption = ['--workspace <FILE>', 'workspace file (default: the one in this folder)'] as const;

/** Asks for the answer in a form for programs. */
export const jsonOption = ['--json', 'print one JSON document'] as const;

/** Gives a command the options with which every workspace is asked. */
export function withWorkspace(command: Program): Program {
  return command.option(...workspaceOption).option(...jsonOption);
}
