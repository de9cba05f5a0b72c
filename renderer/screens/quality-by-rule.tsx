import { Fragment } from 'react';
import { Link } from 'wouter';
import type { PipelineDetail } from '#core/contract/pipeline.ts';
import type { RuleResult } from '#core/contract/rules.ts';
import { count } from '../format.ts';
import { RuleBar } from '../pieces/rule-bar.tsx';
import { rowsPath } from '../route.ts';
import { GroupCard } from './group-card.tsx';

const dimensions = ['completeness', 'validity', 'uniqueness', 'consistency', 'timeliness', 'accuracy'] as const;
const mostColumns = 12;
const mostRules = 14;

/** The rules of which the largest share of records fails. */
export function WorstRules({ evaluated, rules }: { readonly evaluated: readonly RuleResult[]; readonly rules: number }) {
  return (
    <section className="card">
      <div className="card-head">
        <h2>Rules, worst first</h2>
        <span className="aside">records that fail →</span>
      </div>
      <div className="bar-list">
        {[...evaluated]
          .sort((a, b) => b.failed / Math.max(1, b.checked) - a.failed / Math.max(1, a.checked))
          .slice(0, mostRules)
          .map(({ dataset, ruleId, title, failed, checked, passed }) => (
            <RuleBar
              key={`${dataset}.${ruleId}`}
              name={title}
              passed={passed}
              checked={checked}
              failed={failed}
              path={rowsPath(dataset, 'raw', { breaks: { rules: [ruleId] } })}
            />
          ))}
      </div>
      {evaluated.length > mostRules && (
        <Link href="/rules" style={{ marginTop: 10 }}>
          All {count(rules)} rules
        </Link>
      )}
    </section>
  );
}

/** The checks of each dataset by dimension, column and category. */
export function QualityGroups({
  datasets,
  evaluated,
  pipeline,
}: {
  readonly datasets: readonly string[];
  readonly evaluated: readonly RuleResult[];
  readonly pipeline: PipelineDetail | undefined;
}) {
  const columnsOf = (dataset: string, id: string): readonly string[] =>
    pipeline?.rules.find((rule) => rule.dataset === dataset && rule.id === id)?.columns ?? [];
  return datasets.map((dataset) => {
    const own = evaluated.filter((result) => result.dataset === dataset);
    const suffix = datasets.length > 1 ? ` · ${dataset}` : '';
    return (
      <Fragment key={dataset}>
        <GroupCard
          title={`By dimension${suffix}`}
          dataset={dataset}
          groups={dimensions.map((dimension) => ({
            name: dimension,
            results: own.filter((result) => result.dimension === dimension),
            breaks: { dimensions: [dimension] },
          }))}
        />
        <GroupCard
          title={`By column${suffix}`}
          dataset={dataset}
          groups={columnsAmong(own.map(({ ruleId }) => columnsOf(dataset, ruleId)))
            .map((column) => ({
              name: column,
              results: own.filter(({ ruleId }) => columnsOf(dataset, ruleId).includes(column)),
              breaks: { columns: [column] },
            }))
            .sort((a, b) => worst(b.results) - worst(a.results))
            .slice(0, mostColumns)}
        />
        <GroupCard
          title={`By category${suffix}`}
          dataset={dataset}
          groups={[...new Set(own.map(({ category }) => category))].map((category) => ({
            name: category.toLowerCase().replaceAll('_', ' '),
            results: own.filter((result) => result.category === category),
            breaks: { categories: [category] },
          }))}
        />
      </Fragment>
    );
  });
}

function columnsAmong(lists: readonly (readonly string[])[]): readonly string[] {
  return [...new Set(lists.flat())];
}

/** The share of checks that fail, of the rule that fails most. */
function worst(results: readonly { readonly checked: number; readonly failed: number }[]): number {
  return Math.max(0, ...results.map(({ checked, failed }) => failed / Math.max(1, checked)));
}
