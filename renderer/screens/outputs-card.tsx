import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { OutputProof, RunDetail } from '#core/contract/runs.ts';
import { ask, sentenceOf } from '../client.ts';
import { bytes, count } from '../format.ts';

const states: Readonly<Record<OutputProof['state'], readonly [string, string]>> = {
  'as written': ['✓ The file is byte for byte what was written.', 'clean-ink'],
  changed: ['▲ The file was changed since it was written.', 'wrong-ink'],
  gone: ['▲ The file is no longer there.', 'wrong-ink'],
  unreadable: ['▲ The file cannot be read.', 'wrong-ink'],
};

/** The files that were written of a run; each can be proved. */
export function OutputsCard({ runId, outputs }: Pick<RunDetail, 'runId' | 'outputs'>) {
  const [proved, setProved] = useState<string>();
  return (
    <section className="card" style={{ marginBottom: 12 }}>
      <div className="card-head">
        <h2>Files written</h2>
        <span className="aside">each with a manifest beside it</span>
      </div>
      <table className="table">
        <thead>
          <tr>
            <th>File</th>
            <th>What</th>
            <th className="right">Rows</th>
            <th className="right">Size</th>
            <th>SHA-256</th>
            <th>
              <span className="visually-hidden">Proof</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {outputs.map(({ path, subject, what, rows, bytes: size, sha256 }) => (
            <tr key={path}>
              <td className="wrap">{path}</td>
              <td>
                {what} of {subject}
              </td>
              <td className="right">{count(rows)}</td>
              <td className="right">{bytes(size)}</td>
              <td className="mono" title={sha256}>
                {sha256.slice(0, 12)}…
              </td>
              <td className="right">
                <button type="button" className="button small" aria-label={`Manifest of ${path}`} onClick={() => setProved(path)}>
                  Manifest
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Modal opened={proved !== undefined} onClose={() => setProved(undefined)} title="Manifest" size="lg">
        {proved !== undefined && <Proof runId={runId} path={proved} />}
      </Modal>
    </section>
  );
}

function Proof({ runId, path }: { readonly runId: string; readonly path: string }) {
  const proof = useQuery({ ...ask.runs.proof.queryOptions({ input: { runId, path } }), staleTime: 0, gcTime: 0 });
  if (proof.isError)
    return (
      <p className="wrong-ink wrap" role="alert">
        ▲ {sentenceOf(proof.error)}
      </p>
    );
  if (!proof.data) return <p className="muted">Comparing the file with what was written …</p>;
  const [sentence, ink] = states[proof.data.state];
  return (
    <div className="stack">
      <p className="wrap mono">{path}</p>
      <p className={ink} aria-live="polite">
        {sentence}
      </p>
      {proof.data.manifest === null ? (
        <p className="wrong-ink">▲ It has no manifest.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled with the keyboard too
        <section className="source manifest" aria-label="What the manifest says" tabIndex={0}>
          <code>{proof.data.manifest}</code>
        </section>
      )}
      <div className="row dialog-buttons">
        {window.winnow && proof.data.state !== 'gone' && (
          <button type="button" className="button" onClick={() => window.winnow?.showInFolder(path)}>
            Show in folder
          </button>
        )}
        {proof.data.manifest !== null && (
          <button type="button" className="button" onClick={() => void navigator.clipboard.writeText(proof.data.manifest ?? '')}>
            Copy
          </button>
        )}
      </div>
    </div>
  );
}
