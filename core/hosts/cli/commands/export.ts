import { resolve } from 'node:path';
import { Option } from 'commander';
import { counted } from '#core/contract/counted.ts';
import { type ExportFormat, exportFormats } from '#core/contract/export-format.ts';
import { withClient } from '../client.ts';
import type { Command } from '../command.ts';
import { jsonOption, workspaceOption } from '../common-options.ts';
import { exitCodes } from '../exit-code.ts';
import { findWorkspace } from '../find-workspace.ts';
import { followEvents } from '../follow-events.ts';
import { type SelectionOptions, selectionFrom, withSelectionOptions } from '../selection-options.ts';

interface Options extends SelectionOptions {
  readonly what: 'clean' | 'raw' | 'exceptions' | 'changes' | 'pack';
  readonly format: ExportFormat;
  readonly out: string;
  readonly spreadsheetSafe?: boolean;
  readonly encoding: 'source' | 'utf-8';
  readonly force?: boolean;
  readonly workspace?: string;
  readonly json?: boolean;
}

/** Writes rows of the finished run to a file, with its manifest. */
export const exportCommand: Command = {
  add: (program, { terminal, action }) => {
    withSelectionOptions(
      program
        .command('export')
        .description('write clean, raw, exception or change rows to a file, with its manifest')
        .requiredOption('--dataset <D>', 'dataset or model'),
    )
      .addOption(new Option('--what <what>').choices(['clean', 'raw', 'exceptions', 'changes', 'pack']).default('clean'))
      .addOption(new Option('--format <format>').choices(exportFormats).default('csv'))
      .requiredOption('--out <FILE>', 'file to write')
      .option('--spreadsheet-safe', 'put an apostrophe before texts that a spreadsheet would take for formulas')
      .addOption(
        new Option('--encoding <encoding>', 'of clean rows in CSV: that of their file, or UTF-8')
          .choices(['source', 'utf-8'])
          .default('source'),
      )
      .option('--force', 'overwrite the file')
      .option(...workspaceOption)
      .option(...jsonOption)
      .action(
        action(
          async ({
            dataset,
            what,
            format,
            out,
            encoding,
            spreadsheetSafe = false,
            force = false,
            workspace,
            json,
            ...meant
          }: Options) => {
            return withClient(findWorkspace(workspace), async (ask) => {
              const { dataset: _, ...scope } = selectionFrom({ dataset, ...meant });
              const isNarrowed = Object.keys(meant).length > 0;
              const input = {
                dataset,
                what,
                format,
                path: resolve(out),
                spreadsheetSafe,
                encoding,
                overwrite: force,
                ...(isNarrowed && { scope }),
              };
              const written = await followEvents((signal) => ask.exports.follow(input, { signal }), terminal);
              if (json) terminal.json(written);
              else terminal.result(`${written.path}: ${counted(written.rows, 'row')}, sha256 ${written.sha256}`);
              return exitCodes.done;
            });
          },
        ),
      );
  },
};
