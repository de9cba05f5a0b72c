import { useReview } from '../review.ts';
import { BulkDialog } from './bulk-dialog.tsx';
import { ClusterDialog } from './cluster-dialog.tsx';
import { DuplicatesDialog } from './duplicates-dialog.tsx';
import { HistoryDrawer, StagedDrawer } from './history-drawer.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { ParentDialog, ReasonDialog } from './reason-dialog.tsx';
import { SignOffDialog } from './sign-off-dialog.tsx';

/** Whatever is asked before something is decided. */
export function ReviewQuestions() {
  const question = useReview((review) => review.question);
  switch (question?.kind) {
    case 'bulk':
      return <BulkDialog key={JSON.stringify(question.input)} {...question} />;
    case 'clusters':
      return <ClusterDialog {...question} />;
    case 'duplicates':
      return <DuplicatesDialog {...question} />;
    case 'reason':
      return <ReasonDialog {...question} />;
    case 'parent':
      return <ParentDialog {...question} />;
    case 'history':
      return <HistoryDrawer />;
    case 'staged':
      return <StagedDrawer />;
    case 'import':
      return <ImportDialog />;
    case 'sign-off':
      return <SignOffDialog />;
    default:
      return null;
  }
}
