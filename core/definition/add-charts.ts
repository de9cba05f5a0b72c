import { isMap, isSeq, parseDocument } from 'yaml';
import { flowLine, inOneLine } from './flow-line.ts';

/** Adds charts to the text of a pipeline.yaml, one a line. Where it has none yet they stand at its end, and nothing else changes. */
export function addCharts(yaml: string, charts: readonly Readonly<Record<string, unknown>>[]): string {
  if (charts.length === 0) return yaml;
  const document = parseDocument(yaml, { version: '1.2', uniqueKeys: false });
  const { contents } = document;
  if (isMap(contents) && !contents.flow && !contents.has('charts')) {
    const lines = charts.map((chart) => `  - ${flowLine(chart)}\n`);
    return `${yaml.trimEnd()}\n\ncharts:\n${lines.join('')}`;
  }
  const nodes = charts.map((chart) => document.createNode(chart, { flow: true }));
  const list = document.get('charts');
  if (isSeq(list)) {
    list.flow = false;
    for (const node of nodes) list.add(node);
  } else document.set('charts', document.createNode(nodes));
  return document.toString(inOneLine);
}
