import { notifications } from '@mantine/notifications';
import type { z } from 'zod';
import { create } from 'zustand';
import type { Progress } from '#core/contract/progress.ts';
import type { runInput } from '#core/contract/run-input.ts';
import { ask, engine, queryClient, sentenceOf } from './client.ts';
import { openWorkspace } from './open-workspace.ts';
import { flagged, rowsPath } from './route.ts';

type RunInput = z.input<typeof runInput>;

/** Stages that make something of the records; a run can go on without what fails there. */
const madeOfRecords: readonly string[] = ['model', 'summarize', 'export'] satisfies readonly Progress['stage'][];

/** The run that is under way, if any. */
interface Running {
  readonly ticket: string | undefined;
  readonly progress: Progress | undefined;
  readonly isStopping: boolean;
  /** It was asked to stop a while ago: SQL goes on that nothing can interrupt. */
  readonly isStuck: boolean;
  /** Why the last run did not end well. */
  readonly failure: string | undefined;
  /** What was asked for, where only a model, a total or an export failed, so that the run could go on without it. */
  readonly partFailedIn: RunInput | undefined;
}

const nothing: Running = {
  ...{ ticket: undefined, progress: undefined, isStopping: false, isStuck: false, failure: undefined, partFailedIn: undefined },
};

export const useRunning = create<Running>(() => nothing);

/** How long a run may take to stop before the page says why it does not, in milliseconds. */
const patience = 2000;

const stopped = 'run-stopped';

/** Where the run that is shown is looked at first: its exceptions, or the flagged records where nothing else waits; undefined where there is no run. */
export async function firstLook(): Promise<string | undefined> {
  const shown = await engine.runs.shown();
  const datasets = Object.entries(shown?.datasets ?? {});
  const waiting = datasets.find(([, { exceptions, structural }]) => exceptions + structural > 0);
  if (!waiting) {
    const [warned] = datasets.find(([, { violations }]) => Object.keys(violations).length > 0) ?? [];
    if (warned) return rowsPath(warned, 'clean', flagged);
  }
  const [dataset] = waiting ?? datasets[0] ?? [];
  return dataset && rowsPath(dataset, 'exceptions');
}

/** Starts a run and follows it to its end; returns whether it succeeded. */
export function startRun(input: RunInput): Promise<boolean> {
  return begin(async () => input);
}

/** Opens a workspace, and runs in it what is found out meanwhile: the run is on the screen from the first moment, and can be stopped. */
export function runIn(workspace: string, find: () => Promise<RunInput>): Promise<boolean> {
  return begin(async () => {
    const input = await find();
    if (wantsStop) return input;
    const { needsCopy } = await openWorkspace(workspace);
    // Otherwise the run would be one of the workspace that is still open.
    if (needsCopy !== null) throw new Error(`${workspace} is on a read-only disk; copy the file to a folder you can write to`);
    await forgetWorkspace();
    return input;
  });
}

type Asked = { readonly queryKey: readonly unknown[] };

const subjectOf = ({ queryKey: [path] }: Asked): unknown => (Array.isArray(path) ? path[0] : undefined);
/** What something is asked about by a name, such as a dataset, if there is one. */
function namedIn({ queryKey: [, options] }: Asked, name: 'dataset' | 'id'): string | undefined {
  const input = typeof options === 'object' && options !== null && 'input' in options ? options.input : undefined;
  const value: unknown = typeof input === 'object' && input !== null ? Reflect.get(input, name) : undefined;
  return typeof value === 'string' ? value : undefined;
}
/** What is asked of files concerns no workspace. */
const isAboutWorkspace = (asked: Asked): boolean => subjectOf(asked) !== 'sources';
/** What is asked of a dataset or a chart, which another pipeline may not have. */
const isAboutRows = (asked: Asked): boolean => ['records', 'exceptions', 'charts'].includes(String(subjectOf(asked)));
/** The list of charts says what there is, and the figures of each are asked after it. */
const isListOfCharts = ({ queryKey: [path] }: Asked): boolean => String(path) === 'charts,list';

/** Asks everything about the workspace again: first what it holds, then the rows of whatever is still on the screen. */
export async function askAgain(): Promise<void> {
  const isFirst = (asked: Asked): boolean => isAboutWorkspace(asked) && (!isAboutRows(asked) || isListOfCharts(asked));
  await queryClient.invalidateQueries({ predicate: isFirst });
  // A screen may still show a dataset or a chart that is gone, and must not ask for it.
  const datasets = queryClient.getQueryData(ask.runs.shown.queryKey())?.datasets ?? {};
  const charts = queryClient.getQueryData(ask.charts.list.queryKey())?.charts;
  const isThere = (asked: Asked): boolean => {
    const dataset = namedIn(asked, 'dataset');
    if (dataset !== undefined) return Object.hasOwn(datasets, dataset);
    const chart = subjectOf(asked) === 'charts' ? namedIn(asked, 'id') : undefined;
    return chart === undefined || charts === undefined || charts.some(({ id }) => id === chart);
  };
  await queryClient.invalidateQueries({ predicate: (asked) => isAboutRows(asked) && !isListOfCharts(asked) && isThere(asked) });
}

/** Forgets everything about the workspace, and asks what the screen needs of the one that is open now. */
export function forgetWorkspace(): Promise<void> {
  queryClient.removeQueries({ predicate: isAboutRows });
  return queryClient.resetQueries({ predicate: isAboutWorkspace });
}

/** Where a run that has no ticket yet is asked to stop. */
let wantsStop = false;

async function begin(find: () => Promise<RunInput>): Promise<boolean> {
  notifications.hide(stopped);
  wantsStop = false;
  useRunning.setState({ ...nothing, ticket: 'starting' });
  try {
    const input = await find();
    if (wantsStop) {
      useRunning.setState(nothing);
      return false;
    }
    const { ticket } = await engine.runs.start(input);
    if (wantsStop) await engine.runs.stop({ ticket });
    return await follow(ticket, input);
  } catch (error) {
    useRunning.setState({ ...nothing, failure: sentenceOf(error) });
    return false;
  }
}

/** Follows a run that was under way before the page was there. */
export async function followCurrent(): Promise<void> {
  const { ticket } = await engine.runs.current();
  if (ticket !== null && useRunning.getState().ticket === undefined) await follow(ticket);
}

/** Asks the run to stop. */
export async function stopRun(): Promise<void> {
  const { ticket } = useRunning.getState();
  if (ticket === undefined) return;
  useRunning.setState({ isStopping: true });
  wantsStop = true;
  if (ticket === 'starting') return;
  await engine.runs.stop({ ticket });
  setTimeout(() => {
    const now = useRunning.getState();
    if (now.ticket === ticket && now.isStopping) useRunning.setState({ isStuck: true });
  }, patience);
}

/** Lets the sentence of a failed run go. */
export function forgetFailure(): void {
  useRunning.setState({ failure: undefined, partFailedIn: undefined });
}

async function follow(ticket: string, input?: RunInput): Promise<boolean> {
  useRunning.setState({ ...nothing, ticket });
  let failure: string | undefined;
  let partFailedIn: RunInput | undefined;
  let isDone = false;
  try {
    for await (const event of await engine.runs.progress({ ticket })) {
      if (event.kind === 'progress') useRunning.setState({ progress: event.progress });
      if (event.kind === 'ended') isDone = event.code === null && event.message === null;
      if (event.kind === 'ended' && event.message !== null) {
        failure = event.message;
        if (event.code === 'RUN_FAILED' && madeOfRecords.includes(useRunning.getState().progress?.stage ?? ''))
          partFailedIn = input?.resume ? undefined : input;
      }
      if (event.kind === 'ended' && event.code === 'CANCELLED') {
        failure = undefined;
        notifications.show({ id: stopped, message: 'Stopped. You can resume the run or discard it.' });
      }
    }
  } catch (error) {
    failure = sentenceOf(error);
  }
  useRunning.setState({ ...nothing, failure, partFailedIn });
  window.winnow?.notify(isDone ? 'The run is done.' : (failure ?? 'The run was stopped.'));
  await askAgain();
  return isDone;
}
