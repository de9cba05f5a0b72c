import { extname, resolve } from 'node:path';
import { Failure } from '#core/contract/failure.ts';
import type { DatasetProfile } from '#core/contract/profile.ts';
import { dictionaryOf, withFigures } from '#core/engine/dictionary.ts';
import { definitionSchema, diagramOf } from '#core/engine/reference.ts';
import { dictionaryText, writeReport } from '#core/engine/write-report.ts';
import { withClient } from '../client.ts';
import type { Command } from '../command.ts';
import { jsonOption } from '../common-options.ts';
import { exitCodes } from '../exit-code.ts';

interface Options {
  readonly diagram?: boolean;
  readonly dictionary?: boolean;
  readonly out?: string;
  readonly force?: boolean;
  readonly json?: boolean;
  readonly workspace?: string;
}

/** The JSON Schema of pipeline.yaml for editors, or what one pipeline is made of: a diagram, a data dictionary. */
export const schema: Command = {
  add: (program, { terminal, action }) => {
    program
      .command('schema')
      .description('print the JSON Schema of pipeline.yaml, for editors, or what the tables of a pipeline are')
      .argument('[pipeline]', 'a shipped pipeline, or a pipeline.yaml')
      .option('--diagram', 'print an entity relationship diagram of the pipeline in Mermaid notation')
      .option('--dictionary', 'print a data dictionary in Markdown: tables, columns, constraints, references, models')
      .option('--out <FILE>', 'write the dictionary to a file: .html for a page that needs no other, .md for Markdown')
      .option('--workspace <FILE>', 'of a dictionary: say what the columns hold in the run that this workspace shows')
      .option('--force', 'overwrite the file')
      .option(...jsonOption)
      .action(
        action(async (pipeline: string | undefined, { diagram, dictionary, out, force, json, workspace }: Options) => {
          if ((pipeline !== undefined) !== (diagram === true || dictionary === true))
            throw new Failure(
              'BAD_INPUT',
              'name a pipeline together with --diagram or --dictionary: winnow schema storefront --diagram',
            );
          if (out !== undefined && !(dictionary && ['.html', '.md'].includes(extname(out))))
            throw new Failure('BAD_INPUT', '--out takes a dictionary to a file whose name ends in .html or .md');
          if (pipeline === undefined) terminal.json(definitionSchema());
          else if (diagram) {
            if (json) terminal.json({ diagram: diagramOf(pipeline) });
            else terminal.result(diagramOf(pipeline));
          } else {
            const told = await dictionaryFor(pipeline, workspace);
            if (json && out === undefined) {
              terminal.json(told);
              return exitCodes.done;
            }
            const text = dictionaryText(told, extname(out ?? '.md'));
            if (out === undefined) terminal.result(text.trimEnd());
            else {
              const written = writeReport(text, { path: out, sources: [pipeline], overwrite: force ?? false });
              if (json) terminal.json(written);
              else terminal.say(`wrote ${written.path}`);
            }
          }
          return exitCodes.done;
        }),
      );
  },
};

/** The dictionary of a pipeline, with what its columns hold in a workspace where one is named. */
async function dictionaryFor(pipeline: string, workspace: string | undefined): Promise<ReturnType<typeof dictionaryOf>> {
  const dictionary = dictionaryOf(pipeline);
  if (workspace === undefined) return dictionary;
  const profiles = new Map<string, DatasetProfile>();
  await withClient(resolve(workspace), async (ask) => {
    for (const { name } of dictionary.tables)
      for await (const event of await ask.profiles.rows({ dataset: name, what: 'raw' }))
        if (event.kind === 'done') profiles.set(name, event.outcome);
  });
  return withFigures(dictionary, profiles);
}
