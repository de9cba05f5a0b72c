import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { Play } from 'lucide-react';
import { useRef, useState } from 'react';
import type { SourcePreview, SourceWishes } from '#core/contract/sources.ts';
import { ask, engine, sentenceOf } from '../client.ts';
import { bytes, counted } from '../format.ts';
import { useOpenPath } from '../open-path.tsx';
import { useOpening } from '../opening.ts';
import { openPathOf, useRoute } from '../route.ts';
import { firstLook, runIn, useRunning } from '../running.ts';
import { DeliveryCard } from './delivery-card.tsx';
import { ExistingWorkspace } from './existing-workspace.tsx';
import { openFilePicker } from './file-picker.tsx';
import { OpenBody, type OpenView } from './open-body.tsx';
import { withHeld } from './suggested-rules.tsx';
import { ViewChoice } from './view-choice.tsx';

const views = [
  ['rows', 'Rows'],
  ['suggestions', 'Suggestions'],
  ['profile', 'Profile'],
  ['yaml', 'YAML'],
] as const;

/** A file before its first run: its first rows, how Winnow reads it and why, and what can be said otherwise. */
export function OpenScreen({ path }: { readonly path: string }) {
  const [answers, change] = useOpening(path);
  const { wishes, yaml, held } = answers;
  const [inferred, setInferred] = useState<string>();
  const [view, setView] = useState<OpenView>('rows');
  const [, go] = useRoute();
  const openPath = useOpenPath();
  const ticket = useRunning((running) => running.ticket);
  const { first, seen } = useBeginning(path, wishes);
  const tell = (error: unknown): void => void notifications.show({ message: sentenceOf(error), autoClose: false });
  const show = async (next: OpenView): Promise<void> => {
    if (next === 'yaml') setInferred((await engine.sources.infer({ path, wishes })).yaml);
    setView(next);
  };

  const runAt = async (workspace: string, input: Parameters<typeof runIn>[1]): Promise<void> => {
    if (!(await runIn(workspace, input))) return;
    const exceptions = await firstLook();
    if (exceptions) go(exceptions);
  };
  const run = async (input: Parameters<typeof runIn>[1]): Promise<void> => {
    if (seen) await runAt(seen.workspace, input);
  };
  const runProposed = () =>
    run(async () => {
      const definition = await withHeld(yaml ?? (await engine.sources.infer({ path, wishes })).yaml, held);
      // What is wrong with it is said before anything else is closed.
      await engine.pipeline.change({ yaml: definition, changes: [] });
      return { definition, replace: true };
    });

  if (first.isError && !seen) {
    return (
      <div className="empty" role="alert">
        <h2>This file cannot be opened</h2>
        <p className="wrap">{sentenceOf(first.error)}. Nothing was changed.</p>
        <button type="button" className="button" onClick={() => go('/')}>
          Choose another file
        </button>
      </div>
    );
  }
  const isRunning = ticket !== undefined;
  const existing = seen?.existing;
  return (
    <div className="open-screen">
      <div className="open-head">
        <h1 className="wrap">{seen?.name ?? 'Reading …'}</h1>
        {seen && (
          <span className="muted">
            {bytes(seen.bytes)} · {seen.isWhole ? '' : 'about '}
            {counted(seen.records, 'record')}
          </span>
        )}
        <span style={{ flex: 1 }} />
        <button
          type="button"
          className="button"
          disabled={!seen}
          onClick={() => openFilePicker((others) => go(openPathOf([path, ...others])), path)}
        >
          Add another file
        </button>
        <ViewChoice views={views} view={view} isReady={seen !== undefined} show={(next) => void show(next).catch(tell)} />
        {!existing && (
          <button type="button" className="button primary" disabled={!seen || isRunning} onClick={() => void runProposed()}>
            <Play size={13} fill="currentColor" aria-hidden /> Run
          </button>
        )}
      </div>
      {existing && seen && (
        <ExistingWorkspace
          existing={existing}
          isBusy={isRunning}
          onOpen={() => openPath(seen.workspace).catch(tell)}
          onRun={() =>
            existing.dataset !== null && void run(async () => ({ again: true, inputs: { [String(existing.dataset)]: path } }))
          }
          onStartOver={() => void runProposed()}
        />
      )}
      {seen && !existing && (
        <DeliveryCard
          path={path}
          isBusy={isRunning}
          onRun={(workspace, { dataset, headers }) =>
            void runAt(workspace, async () => ({ again: true, inputs: { [dataset]: path }, headers: { [dataset]: headers } }))
          }
        />
      )}
      {seen && (
        <OpenBody
          path={path}
          view={view}
          seen={seen}
          problem={first.isError ? sentenceOf(first.error) : undefined}
          answers={answers}
          inferred={inferred}
          change={change}
        />
      )}
    </div>
  );
}

/** The beginning of a file: its first rows at once, and what more of them say about the columns. */
function useBeginning(path: string, wishes: SourceWishes) {
  const look = (records: number, rows: number) => ({
    ...ask.sources.preview.queryOptions({ input: { path, rows, records, wishes }, placeholderData: (before) => before }),
    staleTime: 0,
  });
  const first = useQuery(look(200, 25));
  const preview = useQuery({ ...look(10_000, 200), enabled: first.isSuccess });
  const known = preview.data && !preview.isPlaceholderData ? preview.data : (first.data ?? preview.data);
  const last = useRef<SourcePreview>(undefined);
  if (known) last.current = known;
  // A wish that cannot be followed leaves the choices where they are, so that it can be taken back.
  const seen = known ?? last.current;
  return { first, seen };
}
