import { spotlight } from '@mantine/spotlight';
import { Funnel, Play, Search } from 'lucide-react';
import { Link } from 'wouter';
import { runAgain, useIsChanged } from '../draft.ts';
import { useIsOpening } from '../route.ts';
import { useRunning } from '../running.ts';
import { openExport } from '../screens/export-dialog.tsx';
import { PlanButton } from '../screens/plan-dialog.tsx';
import { fileName, useShown } from '../shown.ts';

/** Brand, workspace and pipeline, search for commands, export, and the one main thing to do. */
export function TopBar() {
  const { info, run, pipeline } = useShown();
  const isOpening = useIsOpening();
  const ticket = useRunning((running) => running.ticket);
  const isChanged = useIsChanged(run?.runId);
  return (
    <header className="top">
      <Link href="/" className="brand" aria-label="Winnow: start">
        <Funnel size={18} aria-hidden />
        Winnow
      </Link>
      {run && !isOpening && (
        <div className="crumbs">
          <b title={info?.workspace}>{fileName(info?.workspace ?? '')}</b>
          <span className="slash">/</span>
          <span>{pipeline?.title ?? run.pipeline}</span>
          {pipeline && (
            <span className="badge" title={`Version ${pipeline.version} of the pipeline in this workspace`}>
              v{pipeline.version}
            </span>
          )}
        </div>
      )}
      <span className="spacer" />
      <button type="button" className="search-button" onClick={spotlight.open}>
        <Search size={15} aria-hidden />
        <span>Search or run a command</span>
        <kbd>Ctrl K</kbd>
      </button>
      {/* A file that is being looked at has a Run of its own. */}
      {run && !isOpening && (
        <>
          <button type="button" className="button" onClick={() => openExport()}>
            Export
          </button>
          <PlanButton runId={run.runId} />
          <button
            type="button"
            className="button primary"
            disabled={ticket !== undefined}
            onClick={() => void runAgain(run.runId)}
          >
            <Play size={13} fill="currentColor" aria-hidden /> {isChanged ? 'Run with the changes' : 'Run again'}
          </button>
        </>
      )}
    </header>
  );
}
