import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { Play, Plus, X } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { RelatedFiles, Relation } from '#core/contract/sources.ts';
import { ask, engine, sentenceOf } from '../client.ts';
import { count, counted } from '../format.ts';
import { useOpenPath } from '../open-path.tsx';
import { useAnswersOf } from '../opening.ts';
import { addressOf, openPathOf, useRoute } from '../route.ts';
import { firstLook, runIn, useRunning } from '../running.ts';
import { ExistingWorkspace } from './existing-workspace.tsx';
import { openFilePicker } from './file-picker.tsx';
import { RelationList } from './relation-list.tsx';
import { type Held, SuggestedRules, withHeld } from './suggested-rules.tsx';
import { ViewChoice } from './view-choice.tsx';
import { YamlEditor } from './yaml-editor.tsx';

const views = [
  ['files', 'Files'],
  ['suggestions', 'Suggestions'],
  ['yaml', 'YAML'],
] as const;

/** Several files before their first run: a dataset each, and how they refer to each other. */
export function OpenSeveralScreen({ paths }: { readonly paths: readonly string[] }) {
  const answers = useAnswersOf(paths);
  const files = paths.map((path, index) => ({ path, wishes: answers[index]?.wishes ?? { types: {}, nullWords: [] } }));
  const related = useQuery({
    ...ask.sources.relate.queryOptions({ input: { files }, placeholderData: (before) => before }),
    staleTime: 0,
  });
  const [said, setSaid] = useState<Readonly<Record<string, boolean>>>({});
  /** The definition as it is proposed while one looks at it, and as a person changed it. */
  const [inferred, setInferred] = useState<string>();
  const [edited, setEdited] = useState<string>();
  const [view, setView] = useState<'files' | 'suggestions' | 'yaml'>('files');
  const [ticked, setTicked] = useState<{ readonly of: string; readonly held: Held }>();
  const [, go] = useRoute();
  const openPath = useOpenPath();
  const isRunning = useRunning((running) => running.ticket !== undefined);
  const tell = (error: unknown): void => void notifications.show({ message: sentenceOf(error), autoClose: false });
  const seen = related.data;
  const isCurrent = seen !== undefined && !related.isPlaceholderData;
  const isChosen = (relation: Relation): boolean => said[nameOf(relation)] ?? relation.isSure;
  const references = (seen?.relations ?? [])
    .filter(isChosen)
    .map(({ dataset, column, parent, parentColumn }) => ({ dataset, column, parent, parentColumn }));
  // Suggestions are about these files with these references.
  const asking = JSON.stringify([files, references]);
  const held = ticked?.of === asking ? ticked.held : undefined;
  const asked = () => {
    const [first, ...others] = files;
    if (!first) throw new RangeError('there is no file');
    return { ...first, others, references };
  };
  const proposed = async (): Promise<string> => (await engine.sources.infer(asked())).yaml;
  const show = async (next: typeof view): Promise<void> => {
    if (next === 'yaml') setInferred(await proposed());
    setView(next);
  };
  const run = async (find: Parameters<typeof runIn>[1]): Promise<void> => {
    const isDone = seen && (await runIn(seen.workspace, find));
    const exceptions = isDone ? await firstLook() : undefined;
    if (exceptions) go(exceptions);
  };
  const runProposed = () =>
    run(async () => {
      const definition = await withHeld(edited ?? (await proposed()), held);
      // What is wrong with it is said before anything else is closed.
      await engine.pipeline.change({ yaml: definition, changes: [] });
      return { definition, replace: true };
    });
  /** The rules that there are, on these files. */
  const runKnown = () =>
    run(async () => ({
      again: true,
      inputs: Object.fromEntries((seen?.files ?? []).map(({ dataset, path }) => [dataset, path])),
    }));
  if (related.isError && !seen) {
    return <NotOpened error={related.error} />;
  }
  return (
    <div className={view === 'yaml' ? 'open-screen' : 'screen'}>
      <div className={view === 'yaml' ? 'open-head' : 'screen-head'}>
        <h1 className="wrap">{seen?.name ?? 'Reading …'}</h1>
        {seen && (
          <span className="muted">
            {counted(seen.files.length, 'file')} ·{' '}
            {counted(
              seen.files.reduce((sum, { records }) => sum + records, 0),
              'record',
            )}
          </span>
        )}
        <span className="spacer" />
        <ViewChoice views={views} view={view} isReady={seen !== undefined} show={(next) => void show(next).catch(tell)} />
        {!seen?.existing && (
          <button type="button" className="button primary" disabled={!isCurrent || isRunning} onClick={() => void runProposed()}>
            <Play size={13} fill="currentColor" aria-hidden /> Run
          </button>
        )}
      </div>
      {seen?.existing && (
        <ExistingWorkspace
          existing={seen.existing}
          isBusy={isRunning}
          onOpen={() => openPath(seen.workspace).catch(tell)}
          onRun={() => void runKnown()}
          onStartOver={() => void runProposed()}
        />
      )}
      {view === 'suggestions' && isCurrent ? (
        <SuggestedRules
          queryKey={[...ask.sources.propose.key(), files, references]}
          begin={(signal) => engine.sources.propose(asked(), { signal })}
          held={held}
          change={(next) => setTicked({ of: asking, held: next })}
        />
      ) : view === 'yaml' && inferred !== undefined ? (
        <YamlEditor
          yaml={edited ?? inferred}
          // What nobody touched follows the choices on the other page.
          onChange={(text) => setEdited(text === inferred ? undefined : text)}
        />
      ) : (
        seen && (
          <>
            {seen.isOneShape && <OneShape paths={paths} />}
            <FileTable seen={seen} paths={paths} />
            <RelationList
              relations={seen.relations}
              isChosen={isChosen}
              choose={(relation, isOn) => setSaid({ ...said, [nameOf(relation)]: isOn })}
            />
          </>
        )
      )}
    </div>
  );
}

function nameOf({ dataset, column, parent }: Relation): string {
  return JSON.stringify([dataset, column, parent]);
}

/** Offers to read files with the same columns as one. */
function OneShape({ paths }: { readonly paths: readonly string[] }) {
  const together = patternOf(paths);
  return (
    <p className="notice">
      These files have the same columns.{' '}
      {together === undefined ? (
        'To read them as one dataset, move them into one folder under plain names.'
      ) : (
        <Link href={`/open/${addressOf(together)}`}>Read them as one dataset</Link>
      )}
    </p>
  );
}

/** A pattern that names exactly these files of one folder; undefined where their names have signs that mean something in patterns. */
function patternOf(paths: readonly string[]): string | undefined {
  const [first = ''] = paths;
  const end = Math.max(first.lastIndexOf('/'), first.lastIndexOf('\\')) + 1;
  const folder = first.slice(0, end);
  const names = paths.map((path) => path.slice(end));
  const isPlain = names.every((name, index) => paths[index] === folder + name && /^[\p{L}\p{N}_ .-]+$/u.test(name));
  return isPlain ? `${folder}{${names.join(',')}}` : undefined;
}

function FileTable({ seen, paths }: { readonly seen: RelatedFiles; readonly paths: readonly string[] }) {
  const [, go] = useRoute();
  return (
    <section className="card" style={{ marginBottom: 12 }} aria-label="Files">
      <div className="card-head">
        <h2>Files</h2>
        <span className="aside">
          <button
            type="button"
            className="button small"
            onClick={() => openFilePicker((others) => go(openPathOf([...new Set([...paths, ...others])])), paths[0])}
          >
            <Plus size={13} aria-hidden /> Add a file
          </button>
        </span>
      </div>
      <table className="table">
        <thead>
          <tr>
            <th>File</th>
            <th>Dataset</th>
            <th className="right">Records</th>
            <th className="right">Columns</th>
            <th aria-label="Actions" />
          </tr>
        </thead>
        <tbody>
          {seen.files.map(({ path, name, dataset, records, columns, isWhole }) => (
            <tr key={path}>
              <td>{name}</td>
              <td className="mono">{dataset}</td>
              <td className="right">
                {isWhole ? '' : 'about '}
                {count(records)}
              </td>
              <td className="right">{count(columns)}</td>
              <td className="right row-actions">
                <Link href={`/open/${addressOf(path)}`}>Preview rows</Link>{' '}
                <button
                  type="button"
                  className="button quiet small"
                  aria-label={`Remove ${name}`}
                  onClick={() => go(openPathOf(paths.filter((other) => other !== path)))}
                >
                  <X size={13} aria-hidden />
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function NotOpened({ error }: { readonly error: unknown }) {
  const [, go] = useRoute();
  return (
    <div className="empty" role="alert">
      <h2>One of these files cannot be opened</h2>
      <p className="wrap">{sentenceOf(error)}. Nothing was changed.</p>
      <button type="button" className="button" onClick={() => go('/')}>
        Choose other files
      </button>
    </div>
  );
}
