import { basename, resolve } from 'node:path';
import { Failure } from '#core/contract/failure.ts';
import type { DatasetProfile } from '#core/contract/profile.ts';
import { publishedRun } from '#core/records/published-run.ts';
import { type Dictionary, dictionaryMarkdown, dictionaryPage } from '#core/reports/dictionary.ts';
import { profilePage } from '#core/reports/profile-page.ts';
import { createFileWriter } from '#core/sinks/write-file.ts';
import { sourcePaths } from '#core/store/run-sources.ts';
import type { Database } from '#core/workspace/open.ts';
import { appVersion } from './app-version.ts';
import { nowMicroseconds } from './clock.ts';

/** Where a report goes, and what it is about. */
export interface ReportFile {
  readonly path: string;
  /** Files that were read, which stay as they are. */
  readonly sources: readonly string[];
  readonly overwrite: boolean;
}

/** Writes a report as one file. Throws a Failure where it may not be written. */
export function writeReport(
  text: string,
  { path, sources, overwrite }: ReportFile,
): { readonly path: string; readonly bytes: number } {
  const target = resolve(path);
  if (/\.pdf$/i.test(target))
    throw new Failure(
      'BAD_INPUT',
      `a report is written as HTML; open it in a browser and print it as PDF, or use Share in the desktop window. Name ${path.replace(/pdf$/i, 'html')}`,
    );
  const writer = createFileWriter(target, {
    replaces: overwrite ? 'files' : 'nothing',
    sources: sources.map((source) => resolve(source)),
  });
  try {
    writer.write(text);
    return { path: target, bytes: writer.finish().bytes };
  } catch (error) {
    writer.abandon();
    throw error;
  }
}

/** A report on profiles of a file or of the rows of a workspace, as one HTML page. */
export function profileReport(profiles: readonly DatasetProfile[], source: string, showsPersonal: boolean): string {
  const origin = `Made by Winnow ${appVersion} on ${nowMicroseconds().slice(0, 16).replace('T', ' ')} UTC.`;
  return profilePage(profiles, { title: `Profile of ${basename(source)}`, origin, showsPersonal });
}

/** A data dictionary as a page, for `.html`, or as Markdown. */
export function dictionaryText(dictionary: Dictionary, ending: string): string {
  return ending === '.html' ? dictionaryPage(dictionary) : dictionaryMarkdown(dictionary);
}

/** The files that the run which is shown was read from. */
export function shownSources(database: Database): readonly string[] {
  return sourcePaths(database, publishedRun(database).row.runNo);
}
