import { notifications } from '@mantine/notifications';
import { Link } from 'wouter';
import { engine, sentenceOf } from '../client.ts';
import { bytes, count, duration } from '../format.ts';
import { ProgressBar } from '../pieces/progress-bar.tsx';
import { stageNames } from '../pieces/stage-names.ts';
import { isOpening, useRoute } from '../route.ts';
import { askAgain, firstLook, forgetFailure, startRun, stopRun, useRunning } from '../running.ts';
import { useRuns, useShown } from '../shown.ts';

const stages = Object.keys(stageNames);

/** What a run is doing, why it failed, or that one was interrupted and can go on. */
export function RunNotice() {
  const { ticket, progress, isStopping, isStuck, failure, partFailedIn } = useRunning();
  const runs = useRuns();
  const [path, go] = useRoute();
  const goOn = async (): Promise<void> => {
    if (!(await startRun({ resume: true }))) return;
    // A file that was looked at before its run has been run now.
    const exceptions = isOpening(path) ? await firstLook() : undefined;
    if (exceptions) go(exceptions);
  };
  if (ticket !== undefined) {
    const at = progress ? stages.indexOf(progress.stage) : 0;
    const share = progress && progress.totalBytes > 0 ? progress.bytes / progress.totalBytes : 0;
    return (
      <section className="notice" aria-label="Run under way">
        <div className="notice-line">
          <b>{progress ? stageNames[progress.stage] : 'Starting'}</b>
          {progress?.dataset && <span className="muted">{progress.dataset}</span>}
          {progress && progress.rows > 0 && (
            <span>
              {count(progress.rows)} rows
              {progress.totalBytes > 0 && ` · ${bytes(progress.bytes)} of ${bytes(progress.totalBytes)}`}
              {progress.rowsPerSecond > 0 && ` · ${count(progress.rowsPerSecond)} rows/s`}
            </span>
          )}
          {progress?.remainingMs != null && <span className="muted">about {duration(progress.remainingMs)} left</span>}
          <span style={{ flex: 1 }} />
          <button type="button" className="button small" onClick={() => void stopRun()} disabled={isStopping}>
            {isStopping ? 'Stopping …' : 'Stop'}
          </button>
        </div>
        {isStuck && (
          <p className="wrap" role="status">
            The pipeline’s own SQL cannot be interrupted. The run stops once that SQL has finished, or when Winnow is closed. What
            was done is kept, and the run can be resumed.
          </p>
        )}
        <ProgressBar
          label="Progress of the run"
          share={(at + share) / stages.length}
          parts={stages.map((stage, index) => ({
            name: stageNames[stage] ?? stage,
            weight: stage === 'ingest' ? 5 : 1,
            share: index < at ? 1 : index === at ? Math.max(0.04, share) : 0,
          }))}
        />
      </section>
    );
  }
  if (failure !== undefined) {
    return (
      <section className="notice is-wrong" role="alert">
        <div className="notice-line">
          <span className="wrap">▲ {failure}</span>
          <span style={{ flex: 1 }} />
          {partFailedIn && (
            <button
              type="button"
              className="button small"
              title="Models and exports that fail are left out, along with everything that depends on them. The run lists them."
              onClick={() => void startRun({ ...partFailedIn, onFailure: 'continue' })}
            >
              Run without it
            </button>
          )}
          <button type="button" className="button small" onClick={forgetFailure}>
            Close
          </button>
        </div>
      </section>
    );
  }
  const interrupted = runs.find(({ canResume }) => canResume);
  if (!interrupted) return <FailedParts />;
  return (
    <section className="notice" aria-label="Interrupted run">
      <div className="notice-line">
        <span>
          A run of {interrupted.pipeline} stopped while it was at “{stageNames[interrupted.stage] ?? interrupted.stage}”. Nothing
          was lost. <Link href={`/runs/${interrupted.runId}`}>See it</Link>
        </span>
        <span style={{ flex: 1 }} />
        <button type="button" className="button small" onClick={() => void goOn()}>
          Resume
        </button>
        <button
          type="button"
          className="button small danger"
          onClick={async () => {
            try {
              await engine.runs.discard({ runId: interrupted.runId });
            } catch (failed) {
              notifications.show({ message: sentenceOf(failed), autoClose: false });
            }
            await askAgain();
          }}
        >
          Discard
        </button>
      </div>
    </section>
  );
}

/** What the run that is shown went on without. */
function FailedParts() {
  const { run } = useShown();
  if (!run || run.failures.length === 0) return null;
  return (
    <section className="notice is-wrong" aria-label="Parts of the run that failed">
      <div className="notice-line">
        <span className="wrap">
          ▲ This run finished without: {run.failures.map(({ part, name }) => `${part} ${name}`).join(', ')}.{' '}
          <Link href={`/runs/${run.runId}`}>See why</Link>
        </span>
      </div>
    </section>
  );
}
