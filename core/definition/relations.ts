import type { Catalog } from './catalog.ts';
import type { ColumnDefinition } from './column.ts';
import type { DatasetDefinition } from './dataset.ts';
import { nearest } from './nearest.ts';
import { rulesOfDataset } from './rules-of-dataset.ts';

/** How a dataset is bound to another: records belong together whose values in `own` and `other` are the same. */
export interface Link {
  readonly dataset: string;
  /** Columns of the dataset itself. */
  readonly own: readonly string[];
  /** Columns of the other dataset, in the same order. */
  readonly other: readonly string[];
  /** All declared columns of the other dataset. */
  readonly columns: Readonly<Record<string, ColumnDefinition>>;
}

type Datasets = { readonly datasets: Readonly<Record<string, DatasetDefinition>> };

/** The datasets to which one refers, and those that refer to it. */
export interface Relations {
  readonly parents: readonly Link[];
  readonly children: readonly Link[];
  /** All datasets of the pipeline. */
  readonly datasets: readonly string[];
}

/** Finds the relations of a dataset: what its references and those of others say. */
export function relationsOf(pipeline: Datasets, name: string, catalog: Pick<Catalog, 'rules'>): Relations {
  const parents: Link[] = [];
  const children: Link[] = [];
  for (const [from, dataset] of Object.entries(pipeline.datasets))
    for (const { columns, dataset: to, toColumns } of referencesOf(dataset, pipeline, catalog)) {
      const parent = pipeline.datasets[to];
      if (!parent || toColumns.length !== columns.length) continue;
      if (from === name) parents.push({ dataset: to, own: columns, other: toColumns, columns: parent.columns });
      if (to === name) children.push({ dataset: from, own: toColumns, other: columns, columns: dataset.columns });
    }
  return { parents, children, datasets: Object.keys(pipeline.datasets) };
}

/** The one link to a dataset. Throws a RangeError with a sentence where there is none, or more than one. */
export function linkTo(relations: Relations, kind: 'parents' | 'children', dataset: string): Link {
  const [link, second] = distinct(relations[kind].filter((candidate) => candidate.dataset === dataset));
  if (link && !second) return link;
  const refers = kind === 'parents' ? `this dataset refers to ${dataset}` : `${dataset} refers to this dataset`;
  if (second) throw new RangeError(`${refers} in two ways, so the reference is ambiguous`);
  const isOtherWay = relations[kind === 'parents' ? 'children' : 'parents'].some((other) => other.dataset === dataset);
  if (isOtherWay)
    throw new RangeError(
      kind === 'parents'
        ? `many records of ${dataset} may refer to one record here; say which figure is meant, such as sum(${dataset}.…) or count(${dataset})`
        : `a record here refers to one record of ${dataset}; name its column alone, such as ${dataset}.…`,
    );
  if (!relations.datasets.includes(dataset)) {
    const near = nearest(dataset, relations.datasets);
    throw new RangeError(
      `there is no dataset ${dataset}; ${near ? `did you mean ${near}?` : `there are ${relations.datasets.join(', ')}`}`,
    );
  }
  const known = relations[kind].map((candidate) => candidate.dataset);
  const hint = nearest(dataset, known);
  throw new RangeError(
    `no reference says how records of ${dataset} belong to those of this dataset; ${hint ? `did you mean ${hint}?` : `declare it under references of ${kind === 'parents' ? 'this dataset' : dataset}`}`,
  );
}

function referencesOf(dataset: DatasetDefinition, pipeline: Datasets, { rules }: Pick<Catalog, 'rules'>) {
  return rulesOfDataset(dataset).flatMap((rule) => {
    const refers = rules.find(({ name }) => name === rule.rule)?.refersTo?.(rule);
    if (!refers) return [];
    const to = String(refers.dataset);
    return [{ columns: textsOf(refers.columns), dataset: to, toColumns: textsOf(refers.to ?? pipeline.datasets[to]?.key) }];
  });
}

function distinct(links: readonly Link[]): readonly Link[] {
  const names = links.map(({ own, other }) => JSON.stringify([own, other]));
  return links.filter((_, index) => names.indexOf(names[index] ?? '') === index);
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
