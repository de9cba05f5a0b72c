import { Modal } from '@mantine/core';
import { useState } from 'react';
import type { TestResults } from '#core/contract/tests.ts';
import { ask, engine, sentenceOf } from '../../client.ts';
import { draftOf, useDraft } from '../../draft.ts';
import { count, counted } from '../../format.ts';
import { ProgressBar } from '../../pieces/progress-bar.tsx';
import { useShown } from '../../shown.ts';
import { useFollowed } from '../../use-followed.ts';

/** Runs the tests of the pipeline, those that were only just made among them. */
export function ModelTests() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="button" onClick={() => setOpen(true)}>
        Run the tests
      </button>
      <Modal opened={isOpen} onClose={() => setOpen(false)} title="Tests of the pipeline" size="lg">
        {isOpen && <Results />}
      </Modal>
    </>
  );
}

function Results() {
  const { run, pipeline } = useShown();
  const yaml = useDraft((kept) => draftOf(kept, run?.runId)?.yaml) ?? pipeline?.yaml;
  const { outcome, error, share } = useFollowed<TestResults>({
    queryKey: [...ask.pipeline.test.key(), yaml],
    enabled: yaml !== undefined,
    isKept: false,
    begin: (signal) => engine.pipeline.test({ ...(yaml !== undefined && { yaml }) }, { signal }),
  });
  if (error) return <p className="wrong-ink wrap">▲ {sentenceOf(error)}</p>;
  if (!outcome) return <ProgressBar label="Tests" share={share} parts={[{ name: 'Tests', weight: 1, share: share ?? 0.02 }]} />;
  const { passed, failed, tests } = outcome;
  if (tests.length === 0)
    return (
      <p className="muted">
        There are no tests yet. Click a row of a model and choose “Make this row a test”. The test then checks that the same
        records still produce the same row.
      </p>
    );
  return (
    <div className="stack">
      <p role="status">
        <b>{counted(passed, 'test')} passed</b>
        {failed > 0 && <span className="wrong-ink">, {count(failed)} failed</span>}
      </p>
      <ul className="plain-list">
        {tests.map(({ subject, name, differences }, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two tests may have one name, and none moves
          <li key={`${place} ${subject} ${name}`} className="list-row">
            <span className="list-text">
              <span>
                <span className={differences.length === 0 ? 'clean-ink' : 'wrong-ink'}>
                  {differences.length === 0 ? '✓' : '▲'} {subject}
                </span>
                : {name}
              </span>
              {differences.map((difference) => (
                <span key={difference} className="muted small wrap">
                  {difference}
                </span>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
