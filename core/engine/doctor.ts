import { accessSync, constants, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { verifiedAudit } from '#core/store/verify-audit.ts';
import { damageOf } from '#core/workspace/open.ts';
import { loadPipeline, shippedPipelines } from './load-pipeline.ts';
import type { WorkspaceReader } from './workspace-reader.ts';

/** One thing that was looked at. */
interface Finding {
  readonly what: string;
  readonly isWell: boolean;
  readonly message: string;
}

const littleSpace = 500 * 1024 * 1024;

/** Looks over the program, the disk and the workspace; each finding is one sentence. */
export function examine(reader: WorkspaceReader): readonly Finding[] {
  const folder = dirname(reader.path);
  return [
    look('Node.js', () =>
      Number(process.versions.node.split('.')[0]) >= 24 ? process.version : fail(`${process.version} is older than 24`),
    ),
    look('shipped pipelines', () => {
      for (const name of shippedPipelines()) loadPipeline(name);
      return `${shippedPipelines().join(', ')} can be read`;
    }),
    look('folder', () => {
      accessSync(folder, constants.W_OK);
      return `${folder} may be written to`;
    }),
    look('disk space', () => {
      const { bavail, bsize } = statfsSync(folder);
      const free = bavail * bsize;
      const text = `${Math.round(free / 1024 / 1024).toLocaleString('en')} MiB are free`;
      return free < littleSpace ? fail(`only ${text}`) : text;
    }),
    ...(reader.exists()
      ? [
          look('workspace', () => {
            const damage = reader.read(damageOf);
            return damage === undefined ? `${reader.path} is whole` : fail(`${reader.path} is damaged: ${damage}`);
          }),
          look('audit log', () => {
            const { brokenAt, message } = reader.read(verifiedAudit);
            return brokenAt === null ? message : fail(message);
          }),
        ]
      : [{ what: 'workspace', isWell: true, message: `${reader.path} does not exist yet; the first run makes it` }]),
  ];
}

function look(what: string, examineIt: () => string): Finding {
  try {
    return { what, isWell: true, message: examineIt() };
  } catch (error) {
    return { what, isWell: false, message: error instanceof Error ? error.message : String(error) };
  }
}

function fail(message: string): never {
  throw new Error(message);
}
