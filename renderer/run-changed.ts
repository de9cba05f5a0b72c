import { notifications } from '@mantine/notifications';
import { useRef, useState } from 'react';
import type { PipelineDetail } from '#core/contract/pipeline.ts';
import { sentenceOf } from './client.ts';
import { draftOf, useDraft } from './draft.ts';
import { startRun, useRunning } from './running.ts';
import { useShown } from './shown.ts';

/** A pipeline that is changed and run at once. */
export interface ChangedRun {
  /** The definition to change: what was changed elsewhere and has not run yet runs with it. */
  readonly yaml: string;
  /** Whether a change is being run, or anything else is. */
  readonly isRunning: boolean;
  /** Makes the change and runs the files again with it; whether that was done. What goes wrong is told to the person. */
  readonly run: (change: (yaml: string) => Promise<string>) => Promise<boolean>;
}

/** Changes the pipeline that is shown and runs it, one change at a time. */
export function useChangedRun(pipeline: PipelineDetail | undefined): ChangedRun {
  const { run: shown } = useShown();
  const yaml = useDraft((kept) => draftOf(kept, shown?.runId))?.yaml ?? pipeline?.yaml ?? '';
  const isOther = useRunning(({ ticket }) => ticket !== undefined);
  const [isBusy, setBusy] = useState(false);
  // A second click may come before the page is drawn anew.
  const hasBegun = useRef(false);
  const run: ChangedRun['run'] = async (change) => {
    if (hasBegun.current || isOther) return false;
    hasBegun.current = true;
    setBusy(true);
    try {
      if (!(await startRun({ again: true, definition: await change(yaml) }))) return false;
      useDraft.setState({ draft: undefined });
      return true;
    } catch (error) {
      notifications.show({ message: sentenceOf(error), autoClose: false });
      return false;
    } finally {
      hasBegun.current = false;
      setBusy(false);
    }
  };
  return { yaml, isRunning: isBusy || isOther, run };
}
