import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo } from 'react';
import { Link } from 'wouter';
import type { PipelineDetail } from '#core/contract/pipeline.ts';
import { ask } from '../client.ts';
import { count, percent } from '../format.ts';
import { rowsPath, useRoute } from '../route.ts';
import { useShown } from '../shown.ts';

const ErDiagram = lazy(async () => ({ default: (await import('../chart/er-diagram.tsx')).ErDiagram }));

/** Columns that a box shows at most; keys and references always are. */
const mostColumns = 8;

/** How the datasets refer to each other, and how often what they refer to is there. */
export function RelationsScreen() {
  const { run, pipeline } = useShown();
  const results = useQuery(ask.rules.results.queryOptions({ input: { runId: run?.runId }, enabled: run !== undefined }));
  const [, go] = useRoute();
  const references = useMemo(() => (pipeline ? referencesOf(pipeline) : []), [pipeline]);
  const tables = useMemo(() => (pipeline ? tablesOf(pipeline, references) : []), [pipeline, references]);
  const resultOf = new Map((results.data ?? []).map((result) => [`${result.dataset}.${result.ruleId}`, result]));
  const failedOf = (rule: Reference): number => resultOf.get(`${rule.dataset}.${rule.id}`)?.failed ?? 0;
  if (!pipeline) return null;
  return (
    <div className="screen">
      <div className="screen-head">
        <h1>Relations</h1>
        <span className="muted">a click on a dataset opens its rows</span>
      </div>
      <Suspense fallback={null}>
        <ErDiagram
          tables={tables}
          links={references.map((rule) => ({
            from: rule.dataset,
            to: rule.parent.dataset,
            column: rule.columns[0] ?? '',
            isBroken: failedOf(rule) > 0,
          }))}
          onOpen={(name) => go(rowsPath(name, 'raw'))}
        />
      </Suspense>
      <table className="table">
        <thead>
          <tr>
            <th>Records of</th>
            <th>refer by</th>
            <th>to</th>
            <th className="right">Found</th>
            <th className="right">Not found</th>
          </tr>
        </thead>
        <tbody>
          {references.map((rule) => {
            const result = resultOf.get(`${rule.dataset}.${rule.id}`);
            const failed = failedOf(rule);
            return (
              <tr key={`${rule.dataset}.${rule.id}`}>
                <td>
                  <Link href={rowsPath(rule.dataset, 'raw')}>{rule.dataset}</Link>
                </td>
                <td className="mono">{rule.columns.join(', ')}</td>
                <td>
                  <Link href={rowsPath(rule.parent.dataset, 'raw')}>{rule.parent.dataset}</Link>{' '}
                  <span className="mono muted">{rule.parent.columns.join(', ')}</span>
                </td>
                <td className="right">{result && result.checked > 0 ? percent(result.passed, result.checked) : '–'}</td>
                <td className="right">
                  {failed > 0 ? (
                    <Link href={rowsPath(rule.dataset, 'raw', { breaks: { rules: [rule.id] } })}>{count(failed)}</Link>
                  ) : (
                    <span className="muted">0</span>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {references.length === 0 && (
        <p className="muted">
          No dataset refers to another. Add the rule “a value exists in another dataset” under <Link href="/rules">Rules</Link>.
        </p>
      )}
    </div>
  );
}

type Rule = PipelineDetail['rules'][number];
type Reference = Rule & { readonly parent: NonNullable<Rule['parent']> };

function referencesOf({ rules }: PipelineDetail): readonly Reference[] {
  return rules.filter((rule): rule is Reference => rule.parent !== null);
}

function tablesOf({ datasets }: PipelineDetail, references: readonly Reference[]) {
  return datasets.map(({ name, columns, types, key }) => {
    const own = references.filter(({ dataset }) => dataset === name).flatMap((rule) => rule.columns);
    const named = columns.map((column, index) => ({
      name: column,
      type: types[index] ?? '',
      isKey: key.includes(column),
      isShown: key.includes(column) || own.includes(column),
    }));
    const room = Math.max(0, mostColumns - named.filter(({ isShown }) => isShown).length);
    const others = new Set(named.filter(({ isShown }) => !isShown).slice(0, room));
    return { name, columns: named.filter((column) => column.isShown || others.has(column)) };
  });
}
