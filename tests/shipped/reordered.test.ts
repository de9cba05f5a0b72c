import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createRandom } from '#core/generate/random.ts';
import { rowsOf } from '../rows-of.ts';
import { newFolder, root, winnow } from '../winnow.ts';

/** The rows of every model of a shipped pipeline, after a run over its sample in some order and in some time zone. */
async function modelsOf(pipeline: string, reorder: (lines: string[]) => string[], zone: string) {
  const folder = newFolder();
  const shipped = join(root, `resources/pipelines/${pipeline}`);
  const samples = readdirSync(shipped).filter((file) => /^\w+\.(csv|ndjson)$/.test(file));
  const inputs = samples.flatMap((file) => {
    const lines = readFileSync(join(shipped, file), 'utf8').trimEnd().split('\n');
    const header = file.endsWith('.csv') ? lines.splice(0, 1) : [];
    writeFileSync(join(folder, file), [...header, ...reorder(lines), ''].join('\n'));
    return ['--input', `${file.split('.')[0]}=${file}`];
  });
  const yaml = readFileSync(join(shipped, 'pipeline.yaml'), 'utf8');
  const [, runDate = ''] = /^run_date: (.+)$/m.exec(yaml) ?? [];
  const args = ['run', pipeline, ...inputs, '--run-date', runDate, '--workspace', 'w.winnow'];
  const { code, stderr } = await winnow(args, folder, { TZ: zone });
  expect(code, stderr).toBe(0);
  const models = [...(yaml.split(/^models:$/m)[1] ?? '').matchAll(/^ {2}- name: (\w+)$/gm)].map(([, name = '']) => name);
  expect(models.length).toBeGreaterThan(3);
  const workspace = join(folder, 'w.winnow');
  // What says which run it was, and in which place the row stands, is not what the model found.
  const own = `select group_concat('"' || name || '"') from pragma_table_info(?) where name not in ('id', 'run_id', 'processed_timestamp', 'created_timestamp')`;
  const rows = (name: string): string[] => {
    const columns = rowsOf(workspace, own.replace('?', `'${name}'`))[0]?.[0];
    return rowsOf(workspace, `select ${columns} from ${name}`)
      .map((row) => JSON.stringify(row))
      .sort();
  };
  return Object.fromEntries(models.map((name) => [name, rows(name)]));
}

function shuffled(lines: readonly string[]): string[] {
  const random = createRandom(17);
  const left = [...lines];
  return lines.map(() => left.splice(random.integer(0, left.length - 1), 1)[0] ?? '');
}

it.each(['sales', 'transactions', 'storefront', 'clickstream', 'warehouse'])(
  'every model of %s is the same over reordered rows and in another time zone',
  async (name) => {
    const plain = await modelsOf(name, (lines) => lines, 'UTC');
    expect(await modelsOf(name, (lines) => lines.reverse(), 'Pacific/Kiritimati')).toEqual(plain);
    expect(await modelsOf(name, shuffled, 'America/Los_Angeles')).toEqual(plain);
  },
);
