import type { Catalog } from './catalog.ts';
import type { PipelineDefinition } from './pipeline.ts';
import { relationsOf } from './relations.ts';

/** The datasets of a pipeline and their references as an entity relationship diagram in Mermaid's notation. */
export function mermaidOf({ datasets }: Pick<PipelineDefinition, 'datasets'>, catalog: Pick<Catalog, 'rules'>): string {
  const links = Object.keys(datasets).flatMap((name) =>
    relationsOf({ datasets }, name, catalog).parents.map(({ dataset, own }) => ({ from: name, to: dataset, own })),
  );
  const entities = Object.entries(datasets).flatMap(([name, { columns, key }]) => {
    const foreign = new Set(links.filter(({ from }) => from === name).flatMap(({ own }) => own));
    const lines = Object.entries(columns).map(([column, { type }]) => {
      const marks = [...(key.includes(column) ? ['PK'] : []), ...(foreign.has(column) ? ['FK'] : [])].join(', ');
      return `    ${type} ${column}${marks === '' ? '' : ` ${marks}`}`;
    });
    return [`  ${name} {`, ...lines, '  }'];
  });
  return ['erDiagram', ...links.map(({ from, to, own }) => `  ${to} ||--o{ ${from} : "${own.join(', ')}"`), ...entities].join(
    '\n',
  );
}
