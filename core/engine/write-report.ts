import { basename, resolve } from 'node:path';
import type { DatasetProfile } from '#core/contract/profile.ts';
import { profilePage } from '#core/reports/profile-page.ts';
import { createFileWriter } from '#core/sinks/write-file.ts';
import { appVersion } from './app-version.ts';
import { nowMicroseconds } from './clock.ts';

/** What is reported on, and where to. */
export interface ProfileReport {
  readonly profiles: readonly DatasetProfile[];
  /** The file or workspace that was profiled. */
  readonly source: string;
  readonly path: string;
  readonly overwrite: boolean;
  readonly showsPersonal: boolean;
}

/** Writes a report on profiles as one HTML file. Throws a Failure where the file may not be written. */
export function writeProfileReport({ profiles, source, path, overwrite, showsPersonal }: ProfileReport): {
  readonly path: string;
  readonly bytes: number;
} {
  const target = resolve(path);
  const writer = createFileWriter(target, { replaces: overwrite ? 'files' : 'nothing', sources: [resolve(source)] });
  try {
    const title = `Profile of ${basename(source)}`;
    const origin = `Made by Winnow ${appVersion} on ${nowMicroseconds().slice(0, 16).replace('T', ' ')} UTC.`;
    writer.write(profilePage(profiles, { title, origin, showsPersonal }));
    return { path: target, bytes: writer.finish().bytes };
  } catch (error) {
    writer.abandon();
    throw error;
  }
}
