import { Search } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { RuleResult } from '#core/contract/rules.ts';
import { count, counted, percent } from '../format.ts';
import { rowsPath } from '../route.ts';
import { type Rule, RuleOptions } from './rule-options.tsx';

export type Changed = {
  readonly enabled?: boolean;
  readonly severity?: Rule['severity'];
  readonly options?: Rule['options'];
};

const severities = ['info', 'warning', 'error', 'critical'] as const;

interface TableProps {
  readonly rules: readonly Rule[];
  readonly results: readonly RuleResult[];
  /** How many records would fail a rule that was changed. */
  readonly failing: ReadonlyMap<string, number>;
  readonly change: (rule: Rule, changed: Changed) => void;
  readonly remove: (rule: Rule) => Promise<void>;
}

/** The rules, those first that most records fail; rules about files themselves are folded as long as no file breaks them. */
export function RuleTable(props: TableProps) {
  const { rules, results } = props;
  const [search, setSearch] = useState('');
  const [showsFiles, setShowsFiles] = useState(false);
  const resultOf = new Map(results.map((result) => [`${result.dataset}.${result.ruleId}`, result]));
  const failedOf = (rule: Rule): number => resultOf.get(keyOf(rule))?.failed ?? 0;
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const isMeant = (rule: Rule): boolean => {
    const text = [rule.sentence, rule.title, rule.id, rule.code, rule.dataset, ...rule.columns].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const found = rules.filter(isMeant).toSorted((a, b) => failedOf(b) - failedOf(a));
  const isFolded = (rule: Rule): boolean => rule.isAboutFile && failedOf(rule) === 0;
  const folded = found.filter(isFolded);
  const shown = (list: readonly Rule[]) =>
    list.map((rule) => <RuleRow key={keyOf(rule)} {...props} rule={rule} result={resultOf.get(keyOf(rule))} />);
  return (
    <>
      <label className="row search-rules">
        <Search size={14} aria-hidden />
        <input
          className="input"
          type="search"
          aria-label="Search the rules"
          placeholder="Search by name, column or dataset"
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <span className="muted small">
          {words.length === 0 ? counted(rules.length, 'rule') : `${count(found.length)} of ${counted(rules.length, 'rule')}`}
        </span>
      </label>
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
          {shown(found.filter((rule) => !isFolded(rule)))}
          {folded.length > 0 && (
            <tr>
              <td colSpan={7}>
                <button type="button" className="link" aria-expanded={showsFiles} onClick={() => setShowsFiles(!showsFiles)}>
                  {showsFiles ? 'Hide' : 'Show'} {counted(folded.length, 'rule')} about the files themselves
                </button>{' '}
                <span className="muted small">no file breaks them</span>
              </td>
            </tr>
          )}
          {showsFiles && shown(folded)}
        </tbody>
      </table>
    </>
  );
}

function keyOf({ dataset, id }: Rule): string {
  return `${dataset}.${id}`;
}

function RuleRow({
  rule,
  result,
  failing,
  change,
  remove,
}: TableProps & { readonly rule: Rule; readonly result: RuleResult | undefined }) {
  const failed = failing.get(keyOf(rule));
  return (
    <tr>
      <td>
        <input
          type="checkbox"
          checked={rule.enabled}
          aria-label={`${rule.id} is on`}
          onChange={(event) => change(rule, { enabled: event.currentTarget.checked })}
        />
      </td>
      <td>
        <span className="wrap">{rule.sentence}</span>
        <div className="muted small mono">
          {rule.id} · {rule.code}
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
        <RuleOptions rule={rule} onChange={(options) => change(rule, { options })} />
      </td>
      <td className="right">{result && result.checked > 0 ? percent(result.passed, result.checked) : '–'}</td>
      <td className="right">
        {result && result.failed > 0 ? (
          <Link href={rowsPath(rule.dataset, 'raw', { breaks: { rules: [rule.id] } })}>{count(result.failed)}</Link>
        ) : (
          <span className="muted">{result === undefined ? '–' : result.status === 'switched off' ? 'off' : 0}</span>
        )}
        {failed !== undefined && <div className="small wrong-ink">{counted(failed, 'record')} would fail</div>}
        {result?.allowed != null && result.failed > 0 && (
          <div className={result.isAllowed ? 'small muted' : 'small wrong-ink'}>
            {result.isAllowed ? '✓ within' : '▲ more than'} {result.allowed}
          </div>
        )}
        {result?.note && <div className="small wrong-ink wrap">{result.note}</div>}
      </td>
    </tr>
  );
}
