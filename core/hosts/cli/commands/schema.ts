import { extname } from 'node:path';
import { Failure } from '#core/contract/failure.ts';
import { dictionaryOf } from '#core/engine/dictionary.ts';
import { definitionSchema, diagramOf } from '#core/engine/reference.ts';
import { dictionaryText, writeReport } from '#core/engine/write-report.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-code.ts';

interface Options {
  readonly diagram?: boolean;
  readonly dictionary?: boolean;
  readonly out?: string;
  readonly force?: boolean;
  readonly json?: boolean;
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
      .option('--force', 'overwrite the file')
      .option('--json', 'print one JSON document')
      .action(
        action(async (pipeline: string | undefined, { diagram, dictionary, out, force, json }: Options) => {
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
          } else if (json && out === undefined) terminal.json(dictionaryOf(pipeline));
          else {
            const text = dictionaryText(dictionaryOf(pipeline), extname(out ?? '.md'));
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
