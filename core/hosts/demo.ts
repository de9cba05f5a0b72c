import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shippedPipelines } from '#core/engine/load-pipeline.ts';
import { followRun } from './cli/follow-run.ts';
import { summaryOf } from './cli/summary.ts';
import { createTerminal } from './cli/terminal.ts';

// The main job on shipped data, in a new temporary folder: every pipeline from its files to clean rows, exceptions and proof.
const terminal = createTerminal();
const folder = mkdtempSync(join(tmpdir(), 'winnow-demo-'));
for (const pipeline of shippedPipelines()) {
  terminal.say(terminal.paint('bold', `\nwinnow run ${pipeline}`));
  const asked = {
    pipeline,
    inputs: {},
    outFolder: join(folder, pipeline),
    resume: false,
    ignoreSpace: false,
    overwrite: false,
    replace: false,
    logLevel: null,
  };
  const detail = await followRun(join(folder, `${pipeline}.winnow`), asked, terminal);
  terminal.result(summaryOf(detail, terminal));
}
terminal.say(`\nEverything is in ${folder}; open the .winnow files with Winnow or any SQLite tool.`);
