import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { type ComponentProps, useRef, useState } from 'react';
import { askForRule } from '../adding-rule.ts';
import { ask, engine, sentenceOf } from '../client.ts';
import { type Draft, draftOf, useDraft } from '../draft.ts';
import { useShown } from '../shown.ts';
import { MinedRules } from './mined-rules.tsx';
import { askForNearDuplicates, type NearDuplicates, NearDuplicatesDialog, ruleForNearDuplicates } from './near-duplicates.tsx';
import type { Rule } from './rule-options.tsx';
import { type Changed, RuleTable } from './rule-table.tsx';
import { YamlEditor } from './yaml-editor.tsx';

/** The rules with how many records pass; switched, weighed and set here, and counted again after every change. */
export function RulesScreen() {
  const { info, run, pipeline } = useShown();
  const draft = useDraft((kept) => draftOf(kept, run?.runId));
  const [failing, setFailing] = useState<ReadonlyMap<string, number>>(new Map());
  /** Changes are made one after the other, each to what the one before left. */
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const [isYaml, setYaml] = useState(false);
  const [isMining, setMining] = useState(false);
  const results = useQuery(ask.rules.results.queryOptions({ input: { runId: run?.runId }, enabled: run !== undefined }));
  if (!pipeline || !run) return null;
  const setDraft = (draft: Draft | undefined): void => useDraft.setState({ runId: run.runId, draft });
  const yaml = draft?.yaml ?? pipeline.yaml;
  const rules = draft?.rules ?? pipeline.rules;
  const attempt = async (work: () => Promise<void>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      notifications.show({ message: sentenceOf(error), autoClose: false });
      return false;
    }
  };
  const inTurn = (work: () => Promise<void>): Promise<boolean> => {
    const done = queue.current.then(() => attempt(work));
    queue.current = done;
    return done;
  };
  const draftNow = (): Draft | undefined => draftOf(useDraft.getState(), run.runId);

  const change = (rule: Rule, changed: Changed): void =>
    void inTurn(async () => {
      const before = draftNow();
      const now = before?.yaml ?? pipeline.yaml;
      const next = await engine.pipeline.change({ yaml: now, changes: [{ dataset: rule.dataset, id: rule.id, ...changed }] });
      setDraft(next);
      const { failed } = await engine.pipeline.preview({ yaml: next.yaml, dataset: rule.dataset, id: rule.id });
      // What was counted for changes that have run since is no longer so.
      setFailing((known) => new Map(before ? known : []).set(`${rule.dataset}.${rule.id}`, failed));
    });
  const addMined: ComponentProps<typeof MinedRules>['add'] = async (dataset, found) => {
    await inTurn(async () => {
      const now = draftNow()?.yaml ?? pipeline.yaml;
      // A check is one of the two kinds that the engine proposes.
      const more = 'check' in found ? { checks: [{ dataset, check: found.check as never }] } : { added: [{ dataset, ...found }] };
      setDraft(await engine.pipeline.change({ yaml: now, changes: [], ...more }));
    });
  };
  const addNearDuplicates = (wanted: NearDuplicates): Promise<boolean> =>
    inTurn(async () => {
      const now = { ...pipeline, ...draftNow() };
      setDraft(await engine.pipeline.change({ yaml: now.yaml, changes: [], ...ruleForNearDuplicates(wanted, now) }));
    });
  const remove = async ({ dataset, id }: Rule): Promise<void> => {
    await attempt(async () => setDraft(await engine.pipeline.change({ yaml, changes: [], removed: [{ dataset, id }] })));
  };
  const forget = (): void => {
    setDraft(undefined);
    setFailing(new Map());
  };
  /** What was written as YAML has to be right before it is a list. */
  const showAs = (wanted: boolean): Promise<boolean> =>
    attempt(async () => {
      if (!wanted && draft) setDraft(await engine.pipeline.change({ yaml, changes: [] }));
      setYaml(wanted);
    });
  return (
    <div className={isYaml ? 'open-screen' : 'screen'}>
      <div className={isYaml ? 'open-head' : 'screen-head'}>
        <h1>Rules</h1>
        <span className="badge">v{pipeline.version}</span>
        {draft && <span className="badge waived">changed, not run yet</span>}
        <span className="spacer" style={{ flex: 1 }} />
        <button type="button" className="button" onClick={() => askForRule({})}>
          Add rule
        </button>
        <button type="button" className="button" onClick={() => setMining(true)}>
          Suggest rules …
        </button>
        <button type="button" className="button" onClick={askForNearDuplicates}>
          Find near-duplicates …
        </button>
        <button type="button" className="button" onClick={() => void showAs(!isYaml)}>
          {isYaml ? 'As list' : 'As YAML'}
        </button>
        <ReadYaml
          onRead={(file) =>
            void attempt(async () => setDraft(await engine.pipeline.change({ yaml: await file.text(), changes: [] })))
          }
        />
        <button type="button" className="button" onClick={() => download(`${pipeline.name}.pipeline.yaml`, yaml)}>
          Save YAML
        </button>
        {draft && (
          <button type="button" className="button" onClick={forget}>
            Undo the changes
          </button>
        )}
      </div>
      <NearDuplicatesDialog pipeline={pipeline} add={addNearDuplicates} />
      {isMining && (
        <MinedRules
          datasets={pipeline.datasets.map(({ name }) => name)}
          workspace={info?.workspace ?? ''}
          add={addMined}
          onClose={() => setMining(false)}
        />
      )}
      {isYaml ? (
        <YamlEditor yaml={yaml} onChange={(text) => setDraft({ yaml: text, rules })} />
      ) : (
        <RuleTable
          rules={rules}
          results={results.data ?? []}
          failing={draft ? failing : new Map()}
          change={change}
          remove={remove}
        />
      )}
    </div>
  );
}

/** Chooses a file of YAML. */
function ReadYaml({ onRead }: { readonly onRead: (file: File) => void }) {
  return (
    <label className="button">
      Read YAML
      <input
        type="file"
        accept=".yaml,.yml"
        className="visually-hidden"
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          if (file) onRead(file);
        }}
      />
    </label>
  );
}

/** Hands a text to the browser as a file. */
function download(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
