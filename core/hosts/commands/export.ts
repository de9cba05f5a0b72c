import { Option } from 'commander';
import { counted } from '#core/contract/counted.ts';
import { withClient } from '../client.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { findWorkspace } from '../find-workspace.ts';

interface Options {
  readonly dataset: string;
  readonly what: 'clean' | 'raw' | 'exceptions' | 'changes' | 'pack';
  readonly format: 'csv' | 'json' | 'ndjson' | 'xlsx';
  readonly out: string;
  readonly spreadsheetSafe?: boolean;
  readonly force?: boolean;
  readonly workspace?: string;
  readonly json?: boolean;
}

/** Writes rows of the finished run to a file, with its manifest. */
export const exportCommand: Command = {
  add: (program, { terminal, action }) => {
    program
      .command('export')
      .description('write clean, raw, exception or change rows to a file, with its manifest')
      .requiredOption('--dataset <D>', 'dataset or model')
      .addOption(new Option('--what <what>').choices(['clean', 'raw', 'exceptions', 'changes', 'pack']).default('clean'))
      .addOption(new Option('--format <format>').choices(['csv', 'json', 'ndjson', 'xlsx']).default('csv'))
      .requiredOption('--out <FILE>', 'file to write')
      .option('--spreadsheet-safe', 'put an apostrophe before texts that a spreadsheet would take for formulas')
      .option('--force', 'overwrite the file')
      .option('--workspace <FILE>', 'workspace file (default: the one in this folder)')
      .option('--json', 'print one JSON document')
      .action(
        action(async ({ dataset, what, format, out, spreadsheetSafe = false, force = false, workspace, json }: Options) => {
          return withClient(findWorkspace(workspace), async (ask) => {
            const written = await ask.exports.create({
              dataset,
              what,
              format,
              path: out,
              spreadsheetSafe,
              overwrite: force,
            });
            if (json) terminal.json(written);
            else terminal.result(`${written.path}: ${counted(written.rows, 'row')}, sha256 ${written.sha256}`);
            return exitCodes.done;
          });
        }),
      );
  },
};
