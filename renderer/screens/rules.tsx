import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { type ComponentProps, useRef, useState } from 'react';
import { askForRule } from '../adding-rule.ts';
import { ask, engine, sentenceOf } from '../client.ts';
import { type Draft, draftOf, useDraft } from '../draft.ts';
import { useShown } from '../shown.ts';
import { MinedRules } from './mined-rules.tsx';
import type { Rule } from './rule-options.tsx';
import { type Changed, RuleTable } from './rule-table.tsx';
import { YamlEditor } from './yaml-editor.tsx';

/** The rules with how many records pass; switched, weighed and set here, and counted again after every change. */
export function RulesScreen() {
  const { info, run, pipeline } = useShown();
  const draft = useDraft((kept) => draftOf(kept, run?.runId));
  const [failing, setFailing] = useState<ReadonlyMap<string, number>>(new Map());
  /** Changes are made one after the other, each to what the one before left. */
  const queue = useRef(Promise.resolve());
  const [isYaml, setYaml] = useState(false);
  const [isMining, setMining] = useState(false);
  const results = useQuery(ask.rules.results.queryOptions({ input: { runId: run?.runId }, enabled: run !== undefined }));
  if (!pipeline || !run) return null;
  const setDraft = (draft: Draft | undefined): void => useDraft.setState({ runId: run.runId, draft });
  const yaml = draft?.yaml ?? pipeline.yaml;
  const rules = draft?.rules ?? pipeline.rules;
  const tell = (error: unknown): void => void notifications.show({ message: sentenceOf(error), autoClose: false });

  const change = (rule: Rule, changed: Changed): void => {
    queue.current = queue.current.then(() => apply(rule, changed));
  };
  const apply = async (rule: Rule, changed: Changed): Promise<void> => {
    try {
      const before = draftOf(useDraft.getState(), run.runId);
      const now = before?.yaml ?? pipeline.yaml;
      const next = await engine.pipeline.change({ yaml: now, changes: [{ dataset: rule.dataset, id: rule.id, ...changed }] });
      setDraft(next);
      const { failed } = await engine.pipeline.preview({ yaml: next.yaml, dataset: rule.dataset, id: rule.id });
      // What was counted for changes that have run since is no longer so.
      setFailing((known) => new Map(before ? known : []).set(`${rule.dataset}.${rule.id}`, failed));
    } catch (error) {
      tell(error);
    }
  };
  const addMined: ComponentProps<typeof MinedRules>['add'] = async (dataset, found) => {
    try {
      const now = draftOf(useDraft.getState(), run.runId)?.yaml ?? pipeline.yaml;
      // A check is one of the two kinds that the engine proposes.
      const more = 'check' in found ? { checks: [{ dataset, check: found.check as never }] } : { added: [{ dataset, ...found }] };
      setDraft(await engine.pipeline.change({ yaml: now, changes: [], ...more }));
    } catch (error) {
      tell(error);
    }
  };
  const remove = async ({ dataset, id }: Rule): Promise<void> => {
    try {
      setDraft(await engine.pipeline.change({ yaml, changes: [], removed: [{ dataset, id }] }));
    } catch (error) {
      tell(error);
    }
  };
  const forget = (): void => {
    setDraft(undefined);
    setFailing(new Map());
  };
  /** What was written as YAML has to be right before it is a list. */
  const showAs = async (wanted: boolean): Promise<void> => {
    try {
      if (!wanted && draft) setDraft(await engine.pipeline.change({ yaml, changes: [] }));
      setYaml(wanted);
    } catch (error) {
      tell(error);
    }
  };
  const download = (): void => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([yaml], { type: 'application/yaml' }));
    link.download = `${pipeline.name}.pipeline.yaml`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
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
        <button type="button" className="button" onClick={() => void showAs(!isYaml)}>
          {isYaml ? 'As list' : 'As YAML'}
        </button>
        <label className="button">
          Read YAML
          <input
            type="file"
            accept=".yaml,.yml"
            className="visually-hidden"
            onChange={async (event) => {
              const [file] = event.currentTarget.files ?? [];
              if (!file) return;
              try {
                setDraft(await engine.pipeline.change({ yaml: await file.text(), changes: [] }));
              } catch (error) {
                tell(error);
              }
            }}
          />
        </label>
        <button type="button" className="button" onClick={download}>
          Save YAML
        </button>
        {draft && (
          <button type="button" className="button" onClick={forget}>
            Undo the changes
          </button>
        )}
      </div>
      {isMining && (
        <MinedRules
          datasets={pipeline.datasets.map(({ name }) => name)}
          workspace={info?.workspace ?? ''}
          add={(dataset, found) => {
            queue.current = queue.current.then(() => addMined(dataset, found));
            return queue.current;
          }}
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
