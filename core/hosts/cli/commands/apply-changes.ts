import { counted } from '#core/contract/counted.ts';
import { withClient } from '../client.ts';
import type { Command } from '../command.ts';
import { jsonOption } from '../common-options.ts';
import { exitCodes } from '../exit-code.ts';

interface Options {
  readonly out: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Puts a change pack onto the file that it was made from. */
export const applyChanges: Command = {
  add: (program, { terminal, action }) => {
    program
      .command('apply-changes')
      .description('apply a change pack (export --what pack) to the original file; the result is the clean file, byte for byte')
      .argument('<PACK>')
      .argument('<FILE>')
      .requiredOption('--out <FILE>', 'file to write')
      .option('--force', 'overwrite the file')
      .option(...jsonOption)
      .action(
        action(async (pack: string, file: string, { out, force = false, json }: Options) =>
          // It needs no workspace: the pack and the file say everything.
          withClient(`${out}.winnow`, async (ask) => {
            const made = await ask.exports.applyPack({ pack, file, path: out, overwrite: force });
            if (json) terminal.json(made);
            else terminal.result(`${made.path}: ${counted(made.rows, 'row')}, sha256 ${made.sha256}`);
            return exitCodes.done;
          }),
        ),
      );
  },
};
