import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import type { MinedRule } from '#core/contract/profile.ts';
import { type RulePack, rulePack, rulePackTitles } from '#core/contract/rule-packs.ts';
import { adjustRule } from '../adding-rule.ts';
import { ask, sentenceOf } from '../client.ts';
import { count, percent } from '../format.ts';
import { keptValue } from '../kept.ts';
import { rowsPath } from '../route.ts';

/** Proposals that stand beside each other. */
const most = 25;

interface MinedRulesProps {
  readonly datasets: readonly string[];
  readonly workspace: string;
  /** Adds a rule, or a check on the whole dataset, to the draft. */
  readonly add: (
    dataset: string,
    found: Pick<MinedRule, 'rule'> | { readonly check: NonNullable<MinedRule['check']> },
  ) => Promise<void>;
  readonly onClose: () => void;
}

/** Rules that the data suggest, each with how many records break it; a person adds them, changes them first, or dismisses them. */
export function MinedRules({ datasets, workspace, add, onClose }: MinedRulesProps) {
  const [dataset, setDataset] = useState(datasets[0] ?? '');
  const [severity, setSeverity] = useState('warning');
  const [added, setAdded] = useState<ReadonlySet<string>>(new Set());
  const dismissed = keptValue<readonly string[]>(`dismissed ${workspace} ${dataset}`, []);
  const [hidden, setHidden] = useState(dismissed.get());
  const [pack, setPack] = useState<RulePack>();
  const found = useQuery(ask.profiles.rules.queryOptions({ input: { dataset, ...(pack && { pack }) } }));
  const waiting = (found.data ?? []).filter((rule) => !added.has(nameOf(rule)) && !hidden.includes(nameOf(rule)));
  const choose = (name: string): void => {
    setDataset(name);
    setAdded(new Set());
    setHidden(keptValue<readonly string[]>(`dismissed ${workspace} ${name}`, []).get());
  };
  const hide = (names: readonly string[]): void => {
    dismissed.set(names);
    setHidden(names);
  };
  const take = (rule: MinedRule): void => {
    setAdded((known) => new Set(known).add(nameOf(rule)));
    void add(
      dataset,
      rule.check === null
        ? { rule: { id: rule.id, ...rule.rule, ...(severity !== 'error' && { severity }) } }
        : { check: rule.check },
    );
  };
  return (
    <Modal opened onClose={onClose} title="Suggested rules" size="xl">
      <div className="row mined-head">
        <select
          className="input small"
          aria-label="Where they come from"
          value={pack ?? ''}
          onChange={(event) => setPack(rulePack.safeParse(event.currentTarget.value).data)}
        >
          <option value="">Found in the data</option>
          {rulePack.options.map((name) => (
            <option key={name} value={name}>
              Pack: {rulePackTitles[name]}
            </option>
          ))}
        </select>
        {datasets.length > 1 && (
          <select
            className="input small"
            aria-label="Dataset"
            value={dataset}
            onChange={(event) => choose(event.currentTarget.value)}
          >
            {datasets.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        )}
        <label className="row">
          <span className="muted">A record that breaks an added rule</span>
          <select className="input small" value={severity} onChange={(event) => setSeverity(event.currentTarget.value)}>
            <option value="warning">passes with a warning</option>
            <option value="error">is set aside</option>
          </select>
        </label>
        <span style={{ flex: 1 }} />
        {hidden.length > 0 && (
          <button type="button" className="link" onClick={() => hide([])}>
            Show {count(hidden.length)} dismissed
          </button>
        )}
      </div>
      {found.isError && <p className="wrong-ink wrap">▲ {sentenceOf(found.error)}</p>}
      {found.isPending && <p className="muted">Looking at every record of {dataset} …</p>}
      {found.data && waiting.length === 0 && (
        <p className="muted">
          {found.data.length > 0
            ? 'You have been through all of them.'
            : pack
              ? 'No column has a name that a rule of this pack is for, or all of them have their rules already.'
              : 'Nothing else holds for nearly all records.'}
        </p>
      )}
      <ul className="plain-list">
        {waiting.slice(0, most).map((rule) => (
          <li key={rule.id} className="list-row">
            <span className="list-text">
              <b className="wrap">{rule.sentence}</b>
              <Holding rule={rule} dataset={dataset} onLeave={onClose} />
            </span>
            <button type="button" className="button small" onClick={() => take(rule)}>
              Add
            </button>
            {rule.check === null && (
              <button
                type="button"
                className="button small quiet"
                onClick={() => {
                  onClose();
                  adjustRule(dataset, rule);
                }}
              >
                Adjust …
              </button>
            )}
            <button type="button" className="button small quiet" onClick={() => hide([...hidden, nameOf(rule)])}>
              Dismiss
            </button>
          </li>
        ))}
      </ul>
      {waiting.length > most && <p className="muted">{count(waiting.length - most)} more follow as you go through these.</p>}
    </Modal>
  );
}

/** For how many records a rule holds, with those that break it. */
function Holding({
  rule,
  dataset,
  onLeave,
}: {
  readonly rule: MinedRule;
  readonly dataset: string;
  readonly onLeave: () => void;
}) {
  const { records, failed, failing, check } = rule;
  if (check !== null) return <span className="muted small">a check on the whole dataset, which warns after a run</span>;
  if (failed === 0) return <span className="muted small">none of the {count(records)} records breaks it</span>;
  return (
    <span className="muted small">
      holds for {percent(records - failed, records)}:{' '}
      <Link href={rowsPath(dataset, 'raw', { ids: failing })} onClick={onLeave}>
        {failed > failing.length
          ? `the first ${count(failing.length)} of ${count(failed)} rows`
          : `${count(failed)} ${failed === 1 ? 'row breaks' : 'rows break'} it`}
      </Link>
    </span>
  );
}

/** What a proposal is, however the data change. */
function nameOf({ rule, check }: MinedRule): string {
  return JSON.stringify(check ?? rule);
}
