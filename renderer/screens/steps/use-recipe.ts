import { notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import type { PipelineDetail } from '#core/contract/pipeline.ts';
import { useStepHistory } from '../../adding-step.ts';
import { engine, sentenceOf } from '../../client.ts';
import { type Draft, draftOf, useDraft } from '../../draft.ts';

type Changes = Omit<Parameters<typeof engine.pipeline.change>[0], 'yaml' | 'changes'>;

/** The steps and computed columns of a dataset as they were changed and have not run yet, and the changes that can be taken back. */
export function useRecipe(runId: string, pipeline: PipelineDetail, dataset: string) {
  const draft = useDraft((kept) => draftOf(kept, runId));
  const history = useStepHistory();
  const before = history.runId === runId ? history.before : [];
  const yaml = draft?.yaml ?? pipeline.yaml;
  const isEdited = draft !== undefined && draft.steps === undefined;
  // The text was edited since: its steps are those that it names now.
  useEffect(() => {
    if (!isEdited) return;
    engine.pipeline.change({ yaml, changes: [] }).then(
      (next) => useDraft.setState({ runId, draft: next }),
      (error: unknown) => notifications.show({ message: sentenceOf(error), autoClose: false }),
    );
  }, [isEdited, yaml, runId]);
  const settle = (next: Draft): void => {
    useStepHistory.setState({ runId, before: [...before, { dataset, draft }] });
    useDraft.setState({ runId, draft: next });
  };
  return {
    yaml,
    steps: (draft?.steps ?? pipeline.steps).filter((step) => step.dataset === dataset),
    computed: (draft?.computed ?? pipeline.computed).filter((column) => column.dataset === dataset),
    isChanged: draft !== undefined,
    canUndo: before.length > 0,
    /** Takes over a definition that was changed elsewhere. */
    settle,
    /** Changes the definition; returns whether it could. */
    change: async (changes: Changes): Promise<boolean> => {
      try {
        settle(await engine.pipeline.change({ yaml, changes: [], ...changes }));
        return true;
      } catch (error) {
        notifications.show({ message: sentenceOf(error), autoClose: false });
        return false;
      }
    },
    /** Takes back the last change; returns the dataset that it changed. */
    undo: (): string => {
      const last = before.at(-1);
      useDraft.setState({ runId, draft: last?.draft });
      useStepHistory.setState({ runId, before: before.slice(0, -1) });
      return last?.dataset ?? dataset;
    },
    /** Gives up all changes. */
    forget: (): void => useDraft.setState({ runId, draft: undefined }),
  };
}
