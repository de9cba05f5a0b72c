import { Modal } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Version } from '#core/contract/versions.ts';
import { ask, engine, sentenceOf } from '../client.ts';
import { counted, when } from '../format.ts';
import { useRoute } from '../route.ts';
import { firstLook, startRun, useRunning } from '../running.ts';
import { DefinitionChanges } from './definition-changes.tsx';

/** The versions of the pipeline that ran here: named, compared and restored. */
export function VersionsCard() {
  const versions = useQuery(ask.versions.list.queryOptions());
  const [compared, setCompared] = useState<number>();
  const shown = versions.data?.find(({ isShown }) => isShown)?.version;
  if (!versions.data || versions.data.length === 0) return null;
  return (
    <section className="card" style={{ margin: '14px 0' }} aria-label="Versions">
      <div className="card-head">
        <h2>Versions</h2>
        <span className="muted">Every set of rules, steps and models that ran here is kept.</span>
      </div>
      <table className="table">
        <thead>
          <tr>
            <th>Version</th>
            <th>Name</th>
            <th>First run</th>
            <th>Used by</th>
            <th>
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {versions.data.map((version) => (
            <VersionRow key={version.version} version={version} compare={() => setCompared(version.version)} />
          ))}
        </tbody>
      </table>
      <Modal
        opened={compared !== undefined}
        onClose={() => setCompared(undefined)}
        title={compared === undefined ? '' : `From version ${compared} to version ${shown}`}
        size="xl"
      >
        {compared !== undefined && shown !== undefined && <Comparison before={compared} after={shown} />}
      </Modal>
    </section>
  );
}

function VersionRow({ version, compare }: { readonly version: Version; readonly compare: () => void }) {
  const { version: number, firstRunAt, runs, isShown } = version;
  const [newest] = runs;
  return (
    <tr>
      <td>
        v{number} {isShown && <span className="badge clean">shown</span>}
      </td>
      <td>
        <VersionName version={version} />
      </td>
      <td>{when(firstRunAt)}</td>
      <td>{newest !== undefined && <Link href={`/runs/${newest}`}>{counted(runs.length, 'run')}</Link>}</td>
      <td className="right">
        {!isShown && newest !== undefined && (
          <span className="row end">
            <button type="button" className="button small" onClick={compare}>
              Compare
            </button>
            <RestoreButton runId={newest} />
          </span>
        )}
      </td>
    </tr>
  );
}

function VersionName({ version: { version, name } }: { readonly version: Version }) {
  const queries = useQueryClient();
  const [text, setText] = useState(name ?? '');
  const store = async (): Promise<void> => {
    if (text.trim() === (name ?? '')) return;
    try {
      await engine.versions.name({ version, name: text });
      await queries.invalidateQueries({ queryKey: ask.versions.key() });
    } catch (error) {
      notifications.show({ message: sentenceOf(error), autoClose: false });
    }
  };
  return (
    <input
      className="input small"
      aria-label={`Name of version ${version}`}
      placeholder="no name"
      maxLength={80}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => void store()}
      onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
    />
  );
}

/** Runs an older version again, which makes it the one that is shown. */
export function RestoreButton({ runId }: { readonly runId: string }) {
  const isRunning = useRunning(({ ticket }) => ticket !== undefined);
  const [, go] = useRoute();
  const restore = async (): Promise<void> => {
    try {
      const { yaml } = await engine.runs.definition({ runId });
      // The workspace may have been given to another pipeline since.
      if (!(await startRun({ again: true, definition: yaml, replace: true }))) return;
      const exceptions = await firstLook();
      if (exceptions) go(exceptions);
    } catch (error) {
      notifications.show({ message: sentenceOf(error), autoClose: false });
    }
  };
  return (
    <button type="button" className="button small" disabled={isRunning} onClick={() => void restore()}>
      Restore and run
    </button>
  );
}

function Comparison({ before, after }: { readonly before: number; readonly after: number }) {
  const compared = useQuery(ask.versions.compare.queryOptions({ input: { before, after } }));
  const [isYaml, setYaml] = useState(false);
  if (compared.isError) return <p className="wrong-ink wrap">▲ {sentenceOf(compared.error)}</p>;
  if (!compared.data) return null;
  return (
    <div className="stack">
      <DefinitionChanges changes={compared.data.changes} />
      <button type="button" className="link" aria-expanded={isYaml} onClick={() => setYaml(!isYaml)}>
        {isYaml ? 'Hide the YAML' : 'Show both as YAML'}
      </button>
      {isYaml && (
        <div className="side-by-side">
          <section aria-label={`Version ${before}`}>
            <h3>v{before}</h3>
            <pre className="source wrap">{compared.data.before}</pre>
          </section>
          <section aria-label={`Version ${after}`}>
            <h3>v{after}</h3>
            <pre className="source wrap">{compared.data.after}</pre>
          </section>
        </div>
      )}
    </div>
  );
}
