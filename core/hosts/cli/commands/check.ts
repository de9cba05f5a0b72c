import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Failure } from '#core/contract/failure.ts';
import { infer } from '#core/engine/infer.ts';
import { loadPipeline } from '#core/engine/load-pipeline.ts';
import { withClient } from '../client.ts';
import type { Command } from '../command.ts';
import { jsonOption } from '../common-options.ts';
import { exitCodes } from '../exit-code.ts';
import { followRun } from '../follow-run.ts';
import { passesGate } from '../gate.ts';
import { runJson } from '../run-json.ts';
import { pathOrInput } from '../standard-input.ts';
import { summaryOf } from '../summary.ts';

interface Options {
  readonly pipeline?: string;
  readonly json?: boolean;
  readonly limit: string;
}

/** Validates one file and prints what is wrong with it; nothing stays behind. */
export const check: Command = {
  add: (program, { terminal, action }) => {
    program
      .command('check')
      .description('validate one file and print its violations; exit 1 when a record would be set aside')
      .argument('<file>', 'a path, or - for standard input')
      .option('--pipeline <P>', 'name or path of a pipeline with one dataset (default: inferred from the file)')
      .option('--limit <N>', 'violations to print', '100')
      .option(...jsonOption)
      .action(
        action(async (named: string, options: Options) => {
          const file = await pathOrInput(named);
          const folder = mkdtempSync(join(tmpdir(), 'winnow-'));
          try {
            const inferred = join(folder, 'pipeline.yaml');
            if (options.pipeline === undefined) writeFileSync(inferred, await infer([{ path: file }]));
            const pipeline = options.pipeline ?? inferred;
            const [dataset = '', ...others] = Object.keys(loadPipeline(pipeline).pipeline.datasets);
            if (others.length > 0)
              throw new Failure(
                'BAD_INPUT',
                `${pipeline} has several datasets; check takes a pipeline with one, or use \`winnow run\``,
              );
            const workspace = join(folder, 'check.winnow');
            const asked = {
              pipeline,
              inputs: { [dataset]: resolve(file) },
              outFolder: null,
              resume: false,
              overwrite: false,
              replace: false,
              ignoreSpace: false,
              logLevel: null,
            };
            const detail = await followRun(workspace, asked, terminal);
            const limit = Math.min(1000, Math.max(1, Number(options.limit) || 100));
            const { columns, rows, total } = await withClient(workspace, (ask) =>
              ask.records.page({ dataset, what: 'violations', limit }),
            );
            const at = (name: string): number => columns.indexOf(name);
            const violations = rows.map((row) => ({
              record: row[at('record_id')],
              rule: row[at('rule_id')],
              severity: row[at('severity')],
              reason: row[at('failure_reason')],
            }));
            if (options.json) terminal.json({ ...runJson(detail), totalViolations: total, violations });
            else {
              for (const { record, rule, severity, reason } of violations)
                terminal.result(`${record ?? 'file'}\t${severity}\t${rule}\t${reason}`);
              if (total > violations.length)
                terminal.say(`and ${total - violations.length} more; --limit shows more, \`winnow run\` keeps them all`);
              terminal.say(summaryOf(detail, terminal));
            }
            return passesGate(detail.worstSeverity, 'error') ? exitCodes.done : exitCodes.gateFailed;
          } finally {
            rmSync(folder, { recursive: true, force: true });
          }
        }),
      );
  },
};
