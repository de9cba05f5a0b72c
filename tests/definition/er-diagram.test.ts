import { expect, it } from 'vitest';
import { mermaidOf } from '#core/definition/er-diagram.ts';
import { readPipeline } from '#core/definition/read-pipeline.ts';
import { catalog } from '#core/quality/catalog.ts';

it('draws every dataset with its keys, and every reference', () => {
  const pipeline = readPipeline(
    `winnow: 1
name: p
datasets:
  a: { source: { path: a.csv }, columns: { k: { type: text }, n: { type: integer } }, key: [k] }
  b:
    source: { path: b.csv }
    columns: { id_b: { type: text }, a: { type: text }, parent: { type: text } }
    key: [id_b]
    references: [{ columns: [a], dataset: a }]
    rules: [{ id: own, rule: reference, columns: [parent], dataset: b }]
`,
    'p.yaml',
    catalog,
  );
  expect(mermaidOf(pipeline, catalog)).toBe(`erDiagram
  a ||--o{ b : "a"
  b ||--o{ b : "parent"
  a {
    text k PK
    integer n
  }
  b {
    text id_b PK
    text a FK
    text parent FK
  }`);
});
