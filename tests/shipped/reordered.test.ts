import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createRandom } from '#core/generate/random.ts';
import { rowsOf } from '../rows-of.ts';
import { newFolder, root, winnow } from '../winnow.ts';

/** The rows of every model of a shipped pipeline, after a run over its sample in some order and in some time zone. */
async function modelsOf(pipeline: string, reorder: (lines: string[]) => string[], zone: string) {
  const folder = newFolder();
  const sample = readFileSync(join(root, `resources/pipelines/${pipeline}/${pipeline}.csv`), 'utf8');
  const [header = '', ...lines] = sample.trimEnd().split('\n');
  writeFileSync(join(folder, 'in.csv'), [header, ...reorder(lines), ''].join('\n'));
  const args = ['run', pipeline, '--input', `${pipeline}=in.csv`, '--run-date', '2024-12-31', '--workspace', 'w.winnow'];
  const { code, stderr } = await winnow(args, folder, { TZ: zone });
  expect(code, stderr).toBe(0);
  const yaml = readFileSync(join(root, `resources/pipelines/${pipeline}/pipeline.yaml`), 'utf8');
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

it.each(['sales', 'transactions'])('every model of %s is the same over reordered rows and in another time zone', async (name) => {
  const plain = await modelsOf(name, (lines) => lines, 'UTC');
  expect(await modelsOf(name, (lines) => lines.reverse(), 'Pacific/Kiritimati')).toEqual(plain);
  expect(await modelsOf(name, shuffled, 'America/Los_Angeles')).toEqual(plain);
});
