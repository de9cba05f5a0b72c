import { isMap, isSeq, type YAMLMap } from 'yaml';
import type { ChartArrangement } from '#core/contract/charts.ts';
import { editedText, parsedDefinition } from './edited-text.ts';
import { flowLine } from './flow-line.ts';

/** Adds charts to the text of a pipeline.yaml, one a line. Where it has none yet they stand at its end, and nothing else changes. */
export function addCharts(yaml: string, charts: readonly Readonly<Record<string, unknown>>[]): string {
  if (charts.length === 0) return yaml;
  const document = parsedDefinition(yaml);
  const { contents } = document;
  if (isMap(contents) && !contents.flow && !contents.has('charts')) {
    const lines = charts.map((chart) => `  - ${flowLine(chart)}\n`);
    const added = `${yaml.trimEnd()}\n\ncharts:\n${lines.join('')}`;
    // A text that is indented as a whole, or ends explicitly, cannot go on like this.
    if (parsedDefinition(added).errors.length === 0) return yaml.includes('\r\n') ? added.replaceAll(/\r?\n/g, '\r\n') : added;
  }
  const nodes = charts.map((chart) => document.createNode(chart, { flow: true }));
  const list = document.get('charts');
  if (isSeq(list)) {
    list.flow = false;
    for (const node of nodes) list.add(node);
  } else document.set('charts', document.createNode(nodes));
  return editedText(yaml, document);
}

/**
 * Puts the charts of a pipeline.yaml into another order, with other titles, pages and widths, and removes some; others stay behind them. A chart
 * keeps its comments. Throws a RangeError for a chart that is not there, or is named twice.
 */
export function arrangeCharts(yaml: string, { places, removed }: ChartArrangement): string {
  const document = parsedDefinition(yaml);
  const list = document.get('charts');
  const items = isSeq(list) ? list.items.filter((item): item is YAMLMap => isMap(item)) : [];
  const arranged = places.map((place, index) => {
    const item = items.find((one) => one.get('id') === place.id);
    if (!item) throw new RangeError(`there is no chart ${place.id}`);
    if (places.findIndex(({ id }) => id === place.id) < index) throw new RangeError(`the chart ${place.id} is named twice`);
    set(item, 'title', place.title);
    set(item, 'page', place.page ?? undefined);
    set(item, 'wide', place.isWide || undefined);
    return item;
  });
  if (!isSeq(list)) return yaml;
  const kept = items.filter((item) => !arranged.includes(item) && !removed.includes(String(item.get('id'))));
  list.items = [...arranged, ...kept];
  if (list.items.length === 0) document.delete('charts');
  return editedText(yaml, document);
}

/** Gives an option a value, or takes it away; where it has that value already nothing changes. */
function set(item: YAMLMap, name: string, value: string | true | undefined): void {
  if (item.get(name) === value) return;
  if (value === undefined) item.delete(name);
  else item.set(name, value);
}
