import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { PipelineDetail } from '#core/contract/pipeline.ts';
import type { RelationSides } from '#core/contract/relations.ts';
import { ask, sentenceOf } from '../client.ts';
import { draftOf, useDraft } from '../draft.ts';
import { rowsPath, useRoute } from '../route.ts';
import { useShown } from '../shown.ts';
import { AddReference } from './add-reference.tsx';
import { isBroken, type Reference, ReferenceRow } from './reference-row.tsx';

const ErDiagram = lazy(async () => ({ default: (await import('../chart/er-diagram.tsx')).ErDiagram }));

/** Columns that a box shows at most; keys and references always are. */
const mostColumns = 8;

/** How the datasets refer to each other, and what of both sides finds no partner. References are added and taken away here. */
export function RelationsScreen() {
  const { run, pipeline } = useShown();
  const draft = useDraft((kept) => draftOf(kept, run?.runId));
  const sides = useQuery(ask.relations.list.queryOptions({ enabled: run !== undefined }));
  const [, go] = useRoute();
  const [isAdding, setAdding] = useState(false);
  const rules = draft?.rules ?? pipeline?.rules;
  const references = useMemo(() => (rules ? referencesOf(rules) : []), [rules]);
  const tables = useMemo(() => (pipeline ? tablesOf(pipeline, references) : []), [pipeline, references]);
  if (!pipeline || !run) return null;
  const sidesOf = (rule: Reference): RelationSides | undefined =>
    sides.data?.find(({ dataset, ruleId }) => dataset === rule.dataset && ruleId === rule.id);
  return (
    <div className="screen">
      {isAdding && <AddReference runId={run.runId} pipeline={pipeline} onClose={() => setAdding(false)} />}
      <div className="screen-head">
        <h1>Relations</h1>
        {draft ? (
          <span className="badge waived">changed, not run yet</span>
        ) : (
          <span className="muted">a click on a dataset opens its rows</span>
        )}
        <span className="spacer" style={{ flex: 1 }} />
        {pipeline.datasets.length > 1 && (
          <button type="button" className="button" onClick={() => setAdding(true)}>
            Add a reference …
          </button>
        )}
      </div>
      <Suspense fallback={null}>
        <ErDiagram
          tables={tables}
          links={references.map((rule) => ({
            from: rule.dataset,
            to: rule.parent.dataset,
            column: rule.columns[0] ?? '',
            isBroken: isBroken(sidesOf(rule)),
          }))}
          onOpen={(name) => go(rowsPath(name, 'raw'))}
        />
      </Suspense>
      {sides.isError && (
        <p className="wrong-ink wrap" role="alert">
          ▲ {sentenceOf(sides.error)}
        </p>
      )}
      {references.length > 0 && (
        <table className="table">
          <thead>
            <tr>
              <th>Records of</th>
              <th>by</th>
              <th>to</th>
              <th className="right">Matched</th>
              <th className="right">Unmatched</th>
              <th className="right">Never referred to</th>
              <th className="right" title="The most records that refer to one value">
                Most per value
              </th>
              <th />
            </tr>
          </thead>
          <tbody>
            {references.map((rule) => (
              <ReferenceRow
                key={`${rule.dataset}.${rule.id}`}
                rule={rule}
                sides={sidesOf(rule)}
                isPending={sides.isPending}
                isMended={isMended(draft?.steps, rule)}
                runId={run.runId}
                yaml={draft?.yaml ?? pipeline.yaml}
              />
            ))}
          </tbody>
        </table>
      )}
      {references.length === 0 && (
        <p className="muted">
          {pipeline.datasets.length > 1
            ? 'No dataset refers to another yet. Add a reference to find records without a match.'
            : 'There is only one dataset, so there is nothing to refer to. Open a second file to relate the two.'}
        </p>
      )}
    </div>
  );
}

/** Whether steps were added since the run that write the keys of a reference in one way. */
function isMended(steps: PipelineDetail['steps'] | undefined, { dataset, columns }: Reference): boolean {
  return steps?.some((step) => step.dataset === dataset && step.step === 'trim' && step.column === columns[0]) ?? false;
}

function referencesOf(rules: PipelineDetail['rules']): readonly Reference[] {
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
