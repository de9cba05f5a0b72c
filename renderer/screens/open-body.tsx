import type { SourcePreview } from '#core/contract/sources.ts';
import { ask, engine } from '../client.ts';
import type { Answers } from '../opening.ts';
import { DialectBar } from './dialect-bar.tsx';
import { OpenSidePanel } from './open-side-panel.tsx';
import { PreviewTable } from './preview-table.tsx';
import { FileProfile } from './profile/file-profile.tsx';
import { SuggestedRules } from './suggested-rules.tsx';
import { YamlEditor } from './yaml-editor.tsx';

/** The sides from which a file is looked at. */
export type OpenView = 'rows' | 'suggestions' | 'profile' | 'yaml';

interface BodyProps {
  readonly path: string;
  readonly view: OpenView;
  readonly seen: SourcePreview;
  /** Why the file cannot be read as it is wished. */
  readonly problem: string | undefined;
  readonly answers: Answers;
  /** The definition that is proposed, once it was asked for. */
  readonly inferred: string | undefined;
  readonly change: (changed: Partial<Answers>) => void;
}

/** What is seen of a file before its first run, and what can be said of it there. */
export function OpenBody({ path, view, seen, problem, answers, inferred, change }: BodyProps) {
  const { wishes, yaml, held } = answers;
  // Suggestions were about the file as it was read before.
  const setWishes = (next: typeof wishes): void => change({ wishes: next, held: undefined });
  if (view === 'yaml' && inferred !== undefined)
    return (
      <YamlEditor
        yaml={yaml ?? inferred}
        // What nobody touched follows the choices above the rows.
        onChange={(text) => change({ yaml: text === inferred ? undefined : text })}
      />
    );
  return (
    <>
      <DialectBar seen={seen} wishes={wishes} change={setWishes} />
      {problem !== undefined ? (
        <div className="empty" role="alert">
          <h2>It cannot be read like this</h2>
          <p className="wrap">{problem}. Choose another encoding or separator above. Nothing was changed.</p>
          <button type="button" className="button" onClick={() => change({ wishes: { types: {}, nullWords: [] } })}>
            Read it as proposed
          </button>
        </div>
      ) : view === 'suggestions' ? (
        <div className="file-profile">
          <SuggestedRules
            queryKey={[...ask.sources.propose.key(), path, wishes]}
            begin={(signal) => engine.sources.propose({ path, wishes }, { signal })}
            held={held}
            change={(next) => change({ held: next })}
          />
        </div>
      ) : view === 'profile' ? (
        <div className="file-profile">
          <FileProfile path={path} wishes={wishes} />
        </div>
      ) : (
        <div className="open-body">
          <PreviewTable seen={seen} wishes={wishes} change={setWishes} />
          <OpenSidePanel seen={seen} wishes={wishes} change={setWishes} />
        </div>
      )}
    </>
  );
}
