import type { SourcePreview } from '#core/contract/sources.ts';
import { counted, when } from '../format.ts';

/** The file was worked on before: its workspace can be opened, its rules can run, or one can start over. */
export function ExistingWorkspace({
  existing: { pipeline, version, runs, lastRunAt, dataset },
  isBusy,
  onOpen,
  onRun,
  onStartOver,
}: {
  readonly existing: NonNullable<SourcePreview['existing']>;
  readonly isBusy: boolean;
  readonly onOpen: () => Promise<void>;
  readonly onRun: () => void;
  readonly onStartOver: () => void;
}) {
  return (
    <section className="existing" aria-label="The workspace of this file">
      <span className="list-text">
        <b>
          {dataset === null ? 'A workspace with this name was made from other files' : 'There is a workspace of this data'}:{' '}
          {pipeline}, {counted(runs, 'run')}, rules v{version}
        </b>
        <span className="muted small">
          Last run {when(lastRunAt)}. Starting over makes a new version of the rules; every version can be seen and restored under
          Runs.
        </span>
      </span>
      <button type="button" className="button" disabled={isBusy} onClick={onStartOver}>
        Start over
      </button>
      {dataset !== null && (
        <button type="button" className="button" disabled={isBusy} onClick={onRun}>
          Run with its rules
        </button>
      )}
      <button type="button" className="button primary" disabled={isBusy} onClick={() => void onOpen()}>
        Open it
      </button>
    </section>
  );
}
