import { notifications } from '@mantine/notifications';
import { type ReactNode, useEffect } from 'react';
import { keepStaged, useReview } from '../review.ts';
import { useIsOpening } from '../route.ts';
import { followCurrent } from '../running.ts';
import { AddRuleDialog } from '../screens/add-rule.tsx';
import { ExportDialog } from '../screens/export-dialog.tsx';
import { FilePicker } from '../screens/file-picker.tsx';
import { ReviewQuestions } from '../screens/review-questions.tsx';
import { ScoreFormula } from '../screens/score-formula.tsx';
import { useShown } from '../shown.ts';
import { DamageNotice } from './damage-notice.tsx';
import { ExportNotice } from './export-notice.tsx';
import { Palette } from './palette.tsx';
import { Rail } from './rail.tsx';
import { RunNotice } from './run-notice.tsx';
import { ShortcutsHelp } from './shortcuts-help.tsx';
import { StatusBar } from './status-bar.tsx';
import { TopBar } from './top-bar.tsx';
import { useChanges } from './use-changes.ts';

/** What stands around every screen. */
export function Frame({ children }: { readonly children: ReactNode }) {
  const { run } = useShown();
  const isOpening = useIsOpening();
  const runId = run?.runId;
  useEffect(() => (runId === undefined ? undefined : keepStaged(runId)), [runId]);
  useChanges();
  useEffect(() => void followCurrent().catch(() => undefined), []);
  // What was said of the workspace before is not about the file that is looked at now.
  useEffect(() => {
    if (!isOpening) return;
    notifications.clean();
    useReview.setState({ spoken: '', written: undefined });
  }, [isOpening]);
  return (
    <div className={run && !isOpening ? 'frame' : 'frame no-rail'}>
      <TopBar />
      {run && !isOpening && <Rail />}
      <main className="main">
        <DamageNotice />
        {children}
        <RunNotice />
        <ExportNotice />
      </main>
      <StatusBar />
      <Palette />
      <ShortcutsHelp />
      <ExportDialog />
      <FilePicker />
      <ReviewQuestions />
      <AddRuleDialog />
      <ScoreFormula />
    </div>
  );
}
