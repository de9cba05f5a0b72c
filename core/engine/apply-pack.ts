import { createReadStream, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { type PackHead, packHead } from '#core/contract/change-pack.ts';
import { Failure } from '#core/contract/failure.ts';
import { applyPackLines } from '#core/exports/change-pack.ts';
import { publishedRun } from '#core/records/published-run.ts';
import { assertTarget, type Target } from '#core/sinks/assert-target.ts';
import { createFileWriter } from '#core/sinks/write-file.ts';
import { hashFile } from '#core/sources/file/hash-file.ts';
import { runSources } from '#core/store/run-sources.ts';
import { openForReading } from '#core/workspace/open-for-reading.ts';
import { assertNoWorkspace } from '#core/workspace/workspace-parts.ts';
import { loadDefinition } from './load-pipeline.ts';
import { startRun } from './start-run.ts';

/** What a change pack came to. */
export interface AppliedPack {
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Puts a change pack onto the very file that it was made from, which gives the clean export byte for byte. Throws a Failure (BAD_INPUT,
 * CONFLICT) where it is another file, the pack is none, or something is in the way; nothing bears the name of the result then.
 */
export async function applyPack({
  pack,
  file,
  path: wanted,
  overwrite,
}: {
  readonly pack: string;
  readonly file: string;
  readonly path: string;
  readonly overwrite: boolean;
}): Promise<AppliedPack> {
  const path = resolve(wanted);
  for (const needed of [pack, file]) {
    if (!existsSync(needed)) throw new Failure('NOT_FOUND', `there is no file ${needed}`);
    if (statSync(needed).isDirectory()) throw new Failure('BAD_INPUT', `${needed} is a folder; name a file`);
    assertNoWorkspace(needed);
  }
  const target: Target = { replaces: overwrite ? 'files' : 'nothing', sources: [file, pack] };
  assertTarget(path, target);
  const lines = await linesOf(pack);
  const head = readHead(lines[0] ?? '', pack);
  if (hashFile(file) !== head.file.sha256)
    throw new Failure(
      'BAD_INPUT',
      `${file} is not the file that ${pack} was made from (${head.file.name}, sha256 ${head.file.sha256})`,
    );
  const folder = mkdtempSync(join(tmpdir(), 'winnow-pack-'));
  try {
    const workspacePath = join(folder, 'pack.winnow');
    const started = await startRun({
      loaded: loadDefinition(plainPipeline(head), folder),
      inputs: new Map([['rows', resolve(file)]]),
      workspacePath,
      outFolder: null,
      isResume: false,
    });
    await started.done;
    const database = openForReading(workspacePath);
    const writer = createFileWriter(path, target);
    try {
      const [source] = runSources(database, publishedRun(database).row.runNo);
      const rows = applyPackLines(database, source?.sourceId ?? 0, { head, lines: lines.slice(1) }, writer.write);
      const written = writer.finish();
      if (written.sha256 !== head.clean.sha256) {
        rmSync(path);
        throw new Failure('RUN_FAILED', `${basename(pack)} is damaged: what it gives is not the clean file that it names`);
      }
      return { path, rows, ...written };
    } catch (error) {
      writer.abandon();
      throw error;
    } finally {
      database.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Divided by line feeds alone: other signs that end a line may stand in the texts of JSON. */
async function linesOf(path: string): Promise<readonly string[]> {
  const lines: string[] = [];
  let rest = '';
  for await (const chunk of createReadStream(path, 'utf8') as AsyncIterable<string>) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  }
  return rest === '' ? lines : [...lines, rest];
}

function readHead(line: string, pack: string): PackHead {
  try {
    return packHead.parse(JSON.parse(line));
  } catch (error) {
    throw new Failure('BAD_INPUT', `${pack} is not a change pack of Winnow`, { cause: error });
  }
}

/** A pipeline that reads a file as it was read and asks nothing of it; JSON is YAML too. */
function plainPipeline({ source }: PackHead): string {
  const { encoding, delimiter, quote, header, skip_lines, first_header } = source;
  return JSON.stringify({
    winnow: 1,
    name: 'rows',
    datasets: {
      rows: {
        source: { path: 'rows.csv', format: 'csv', encoding, delimiter, quote, header, skip_lines },
        extra_columns: 'ignore',
        columns: { first: { header: first_header } },
      },
    },
  });
}
