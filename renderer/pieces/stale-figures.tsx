import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { afterDecision, ask, sentenceOf } from '../client.ts';
import { counted } from '../format.ts';
import { useShown } from '../shown.ts';

/** Says where models do not know yet what people decided since they were built, and rebuilds them. */
export function StaleFigures() {
  const { run, pipeline } = useShown();
  const refresh = useMutation(
    ask.runs.refresh.mutationOptions({
      onSuccess: () => afterDecision(),
      onError: (error) => void notifications.show({ message: `${sentenceOf(error)}. The models stay as they were.` }),
    }),
  );
  const changes = run?.changedSinceModels ?? 0;
  if (changes === 0 || pipeline?.models.length === 0) return null;
  return (
    <p className="notice-line small" role="status" style={{ marginBottom: 8 }}>
      <span className="muted">Not in these figures yet: {counted(changes, 'change')} by decisions.</span>
      <button type="button" className="link" disabled={refresh.isPending} onClick={() => refresh.mutate({})}>
        {refresh.isPending ? 'Rebuilding them …' : 'Rebuild them'}
      </button>
    </p>
  );
}
