import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { afterDecision, engine, sentenceOf, upload } from '../client.ts';
import { count, counted } from '../format.ts';
import { Question } from '../pieces/question.tsx';
import { askReview } from '../review.ts';
import { useShown } from '../shown.ts';

type Made = Awaited<ReturnType<typeof engine.exceptions.import>>;

/** Brings exceptions back that were exported and worked on elsewhere: what they would change first, then the change. */
export function ImportDialog() {
  const { run } = useShown();
  const datasets = Object.keys(run?.datasets ?? {});
  const [dataset, setDataset] = useState(datasets[0] ?? '');
  const [path, setPath] = useState<string>();
  const [made, setMade] = useState<Made>();
  const [problem, setProblem] = useState<string>();
  const bring = async (from: string, isPreview: boolean): Promise<void> => {
    try {
      setProblem(undefined);
      const result = await engine.exceptions.import({ dataset, path: from, isPreview });
      setMade(result);
      if (isPreview) return;
      await afterDecision();
      notifications.show({
        message: `${counted(result.outcome.applied, 'record')} changed, ${count(result.outcome.clean)} clean.`,
      });
      askReview(undefined);
    } catch (error) {
      setMade(undefined);
      setProblem(sentenceOf(error));
    }
  };
  const left = made
    ? [
        ...made.conflicts,
        ...made.outcome.rows.filter(({ outcome }) => outcome === 'skipped').map(({ recordId, why }) => ({ recordId, why })),
      ]
    : [];
  return (
    <Question
      title="Bring exceptions back"
      size="lg"
      deed="Import them"
      canDo={path !== undefined && made !== undefined && made.outcome.applied > 0}
      onDo={() => path !== undefined && void bring(path, false)}
    >
      <p className="muted">
        Export the exceptions as CSV or Excel, mend them there, and bring the file back. Rows are found by their hidden columns;
        what was decided here since is left alone.
      </p>
      <label className="choice">
        <span>Of</span>
        <select className="input" value={dataset} onChange={(event) => setDataset(event.currentTarget.value)}>
          {datasets.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label className="choice">
        <span>File</span>
        <input
          type="file"
          accept=".csv,.xlsx"
          onChange={async (event) => {
            const [file] = event.currentTarget.files ?? [];
            if (!file) return;
            const given = await upload(file);
            setPath(given);
            await bring(given, true);
          }}
        />
      </label>
      {problem !== undefined && (
        <p className="wrong-ink wrap" role="alert">
          ▲ {problem}
        </p>
      )}
      {made && (
        <p aria-live="polite">
          <b>{counted(made.outcome.applied, 'record')} would change</b>, {count(made.outcome.clean)} of them become clean.{' '}
          {count(made.unchanged)} are unchanged, {count(left.length)} are left as they are.
        </p>
      )}
      {left.length > 0 && (
        <ul className="plain-list outcome-rows">
          {left.map(({ recordId, why }) => (
            <li key={recordId} className="list-row small">
              <span className="muted">Record {count(recordId)}</span>
              <span className="wrap">{why}</span>
            </li>
          ))}
        </ul>
      )}
    </Question>
  );
}
