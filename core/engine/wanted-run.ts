import { dirname } from 'node:path';
import type { z } from 'zod';
import { Failure } from '#core/contract/failure.ts';
import type { runInput } from '#core/contract/run-input.ts';
import { setHeader } from '#core/definition/edit-headers.ts';
import type { DefinitionDesk } from './definition-desk.ts';
import type { LoadedPipeline } from './load-pipeline.ts';
import { interruptedPipeline, pipelineDetail } from './pipeline-detail.ts';
import type { WorkspaceSession } from './workspace-session.ts';

/** What is to run. */
export interface WantedRun {
  readonly loaded: LoadedPipeline;
  readonly inputs: ReadonlyMap<string, string>;
  readonly runDate?: string;
}

type WantedPipeline = Pick<z.output<typeof runInput>, 'pipeline' | 'definition' | 'again'> & {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly headers?: z.output<typeof runInput>['headers'];
  readonly resume?: boolean;
};

/** The pipeline that is to run, and its files. Throws a Failure (BAD_INPUT) where none is named. */
export async function wantedRun(
  { path, reader }: WorkspaceSession,
  definitions: DefinitionDesk,
  { pipeline, definition, again, inputs = {}, headers = {}, resume = false }: WantedPipeline,
): Promise<WantedRun> {
  if (pipeline !== undefined)
    return { loaded: await definitions.ask('load', { nameOrPath: pipeline }), inputs: new Map(Object.entries(inputs)) };
  if (definition === undefined && resume) return reader.read(interruptedPipeline);
  if (definition === undefined && !again)
    throw new Failure('BAD_INPUT', 'name a `pipeline`, give its `definition`, or say `again`');
  const shown = again ? reader.read(pipelineDetail) : undefined;
  const text = withHeaders(definition ?? shown?.yaml ?? '', headers);
  const loaded = await definitions.ask('read', { text, folder: dirname(path) });
  const isSame = shown !== undefined && Object.keys(inputs).length === 0;
  // A date that the pipeline names holds for the same files again.
  const { run_date: runDate } = isSame && shown.namedRunDate !== null ? loaded.pipeline : {};
  return {
    loaded,
    // Files of datasets that the definition has no more are read no more.
    inputs: new Map([
      ...Object.entries(shown?.inputs ?? {}).filter(([name]) => Object.hasOwn(loaded.pipeline.datasets, name)),
      ...Object.entries(inputs),
    ]),
    ...(runDate !== undefined && { runDate }),
  };
}

/** The text of a pipeline with other headers for some columns. Throws a Failure (BAD_INPUT) for a column that is not there. */
function withHeaders(text: string, headers: z.output<typeof runInput>['headers']): string {
  try {
    return Object.entries(headers).reduce(
      (yaml, [dataset, columns]) =>
        Object.entries(columns).reduce((own, [column, header]) => setHeader(own, dataset, column, header), yaml),
      text,
    );
  } catch (error) {
    if (error instanceof RangeError) throw new Failure('BAD_INPUT', error.message, { cause: error });
    throw error;
  }
}
