import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newFolder, root, winnow } from '../winnow.ts';

const casesFolder = join(root, 'tests/cases');

/** A folder is a test: `pipeline.yaml`, its inputs, and in `expected/` what the run must print and write, byte for byte. */
describe('cases', () => {
  it.each(readdirSync(casesFolder))('%s', async (name) => {
    const folder = newFolder();
    cpSync(join(casesFolder, name), folder, { recursive: true });
    const ended = await winnow(['run', 'pipeline.yaml', '--json', '--out', 'out', '--workspace', 'case.winnow'], folder);
    expect(ended.stderr).toBe('');
    const { datasets, score } = JSON.parse(ended.stdout);
    const produced = new Map([['run.json', `${JSON.stringify({ datasets, score }, null, 2)}\n`]]);
    for (const file of readdirSync(join(folder, 'out'))) {
      if (!/(\.manifest|^data_lineage)\.json$/.test(file)) produced.set(file, readFileSync(join(folder, 'out', file), 'latin1'));
    }
    const expectedFolder = join(casesFolder, name, 'expected');
    if (process.env['UPDATE_CASES'])
      for (const [file, text] of produced) writeFileSync(join(expectedFolder, file), text, 'latin1');
    const expected = new Map(
      existsSync(expectedFolder)
        ? readdirSync(expectedFolder).map((file) => [file, readFileSync(join(expectedFolder, file), 'latin1')])
        : [],
    );
    expect(Object.fromEntries(produced)).toEqual(Object.fromEntries(expected));
  });
});
