import { useDebouncedCallback } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { Link } from 'wouter';
import type { PipelineDetail } from '#core/contract/pipeline.ts';
import { askForRule } from '../adding-rule.ts';
import { ask, engine, sentenceOf } from '../client.ts';
import { type Draft, draftOf, runAgain, useDraft } from '../draft.ts';
import { count, counted, percent } from '../format.ts';
import { rowsPath } from '../route.ts';
import { useShown } from '../shown.ts';
import { YamlEditor } from './yaml-editor.tsx';

type Rule = PipelineDetail['rules'][number];

const severities = ['info', 'warning', 'error', 'critical'] as const;
type Changed = { readonly enabled?: boolean; readonly severity?: Rule['severity']; readonly options?: Rule['options'] };

/** The rules with how many records pass; switched, weighed and set here, and counted again after every change. */
export function RulesScreen() {
  const { run, pipeline } = useShown();
  const draft = useDraft((kept) => draftOf(kept, run?.runId));
  const [failing, setFailing] = useState<ReadonlyMap<string, number>>(new Map());
  /** Changes are made one after the other, each to what the one before left. */
  const queue = useRef(Promise.resolve());
  const [isYaml, setYaml] = useState(false);
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
      const now = draftOf(useDraft.getState(), run.runId)?.yaml ?? pipeline.yaml;
      const next = await engine.pipeline.change({ yaml: now, changes: [{ dataset: rule.dataset, id: rule.id, ...changed }] });
      setDraft(next);
      const { failed } = await engine.pipeline.preview({ yaml: next.yaml, dataset: rule.dataset, id: rule.id });
      setFailing((known) => new Map(known).set(`${rule.dataset}.${rule.id}`, failed));
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
  const runNew = async (): Promise<void> => {
    if (await runAgain(run.runId)) forget();
  };
  const download = (): void => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([yaml], { type: 'application/yaml' }));
    link.download = `${pipeline.name}.pipeline.yaml`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  const resultOf = (rule: Rule) => results.data?.find((one) => one.dataset === rule.dataset && one.ruleId === rule.id);
  return (
    <div className={isYaml ? 'open-screen' : 'screen'}>
      <div className={isYaml ? 'open-head' : 'screen-head'}>
        <h1>Rules</h1>
        <span className="badge">v{pipeline.version}</span>
        {draft && <span className="badge waived">changed, not run yet</span>}
        <span className="spacer" style={{ flex: 1 }} />
        <button type="button" className="button" onClick={() => askForRule({})}>
          Add a rule
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
          <>
            <button type="button" className="button" onClick={forget}>
              Undo the changes
            </button>
            <button type="button" className="button primary" onClick={() => void runNew()}>
              Run with these rules
            </button>
          </>
        )}
      </div>
      {isYaml ? (
        <YamlEditor yaml={yaml} onChange={(text) => setDraft({ yaml: text, rules })} />
      ) : (
        <table className="table">
          <thead>
            <tr>
              <th>On</th>
              <th>Rule</th>
              <th>Dataset</th>
              <th>Severity</th>
              <th>Set to</th>
              <th className="right">Pass</th>
              <th className="right">Fail</th>
            </tr>
          </thead>
          <tbody>
            {rules.map((rule) => {
              const key = `${rule.dataset}.${rule.id}`;
              const result = resultOf(rule);
              const failed = draft && failing.get(key);
              return (
                <tr key={key}>
                  <td>
                    <input
                      type="checkbox"
                      checked={rule.enabled}
                      aria-label={`${rule.id} is on`}
                      onChange={(event) => change(rule, { enabled: event.currentTarget.checked })}
                    />
                  </td>
                  <td>
                    {rule.title}
                    <div className="muted small mono">
                      {rule.id}
                      {rule.isWritten && (
                        <button
                          type="button"
                          className="link small"
                          style={{ marginLeft: 8 }}
                          aria-label={`Remove ${rule.id}`}
                          onClick={() => void remove(rule)}
                        >
                          remove
                        </button>
                      )}
                    </div>
                  </td>
                  <td>{rule.dataset}</td>
                  <td>
                    <select
                      className="input small"
                      aria-label={`Severity of ${rule.id}`}
                      value={rule.severity}
                      onChange={(event) => change(rule, { severity: event.currentTarget.value as Rule['severity'] })}
                    >
                      {severities.map((severity) => (
                        <option key={severity}>{severity}</option>
                      ))}
                    </select>
                  </td>
                  <td>
                    <Options rule={rule} onChange={(options) => change(rule, { options })} />
                  </td>
                  <td className="right">{result && result.checked > 0 ? percent(result.passed, result.checked) : '–'}</td>
                  <td className="right">
                    {result && result.failed > 0 ? (
                      <Link href={rowsPath(rule.dataset, 'raw', { breaks: { rules: [rule.id] } })}>{count(result.failed)}</Link>
                    ) : (
                      <span className="muted">{result?.status === 'switched off' ? 'off' : 0}</span>
                    )}
                    {failed !== undefined && <div className="small wrong-ink">{counted(failed, 'record')} would fail</div>}
                    {result?.note && <div className="small wrong-ink wrap">{result.note}</div>}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </div>
  );
}

function Options({ rule, onChange }: { readonly rule: Rule; readonly onChange: (options: Rule['options']) => void }) {
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  // Counted while one types, but not at every letter.
  const count = useDebouncedCallback(
    (name: string, value: unknown, text: string) => {
      if (text === String(value) || text === '') return;
      onChange({ [name]: typeof value === 'number' && Number.isFinite(Number(text)) ? Number(text) : text });
    },
    { delay: 250, flushOnUnmount: true },
  );
  const shown = Object.entries(rule.options).filter(([name]) => name !== 'column' && name !== 'columns');
  return (
    <span className="row" style={{ flexWrap: 'wrap' }}>
      {shown.map(([name, value]) =>
        rule.editable.includes(name) ? (
          <label key={name} className="row small">
            <span className="muted">{name}</span>
            <input
              className="input small"
              style={{ width: 110 }}
              value={typed[name] ?? String(value)}
              onChange={({ currentTarget: { value: text } }) => {
                setTyped((known) => ({ ...known, [name]: text }));
                count(name, value, text.trim());
              }}
              onBlur={() => setTyped({})}
              onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
            />
          </label>
        ) : (
          <span key={name} className="small wrap" style={{ maxWidth: 380 }}>
            <span className="muted">{name}</span>{' '}
            {Array.isArray(value) ? value.join(', ') : typeof value === 'object' ? JSON.stringify(value) : String(value)}
          </span>
        ),
      )}
    </span>
  );
}
