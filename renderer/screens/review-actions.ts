import type { PipelineDetail } from '#core/contract/pipeline.ts';
import { engine } from '../client.ts';
import { acceptSuggestion } from '../decide.ts';
import { counted } from '../format.ts';
import type { ActionPlace } from '../grid/record-grid.tsx';
import { askReview, askSuggested, selectionOf, stagedOf, useReview } from '../review.ts';
import type { ReviewAction } from '../review-keys.ts';

interface Place extends ActionPlace {
  readonly dataset: string;
  readonly pipeline: PipelineDetail | undefined;
  /** Puts the cursor into the search box. */
  readonly search: () => void;
}

/** Rows that are looked through for the next wrong cell. */
const farthest = 2000;

/** Does what a single key means on a row of the exceptions. */
export async function actOn(action: ReviewAction | number, place: Place): Promise<void> {
  // Whoever types on while a question opens does not mean the rows behind it.
  if (useReview.getState().question) return;
  if (typeof action === 'number') return accept(place, action);
  switch (action) {
    case 'next':
      return focus(place, place.rowIndex + 1);
    case 'previous':
      return focus(place, place.rowIndex - 1);
    case 'wrong':
      return nextWrong(place);
    case 'accept':
      return place.isShifted ? acceptAlike(place) : accept(place, 1);
    case 'waive':
    case 'reject':
    case 'escalate':
      return askReason(place, action);
    case 'merge':
      return merge(place);
    case 'comment':
      return document.getElementById('comment')?.focus();
    case 'source':
      return document.getElementById('source')?.scrollIntoView({ block: 'start' });
    case 'filter':
      return place.search();
    // These work wherever the focus is, so that the screen does them.
    case 'group':
    case 'panel':
      return;
  }
}

const decisions = { waive: ['waived', 'Waive'], reject: ['rejected', 'Reject'], escalate: ['escalated', 'Escalate'] } as const;

/** Asks why: of the record in focus, or of all that are selected where it is one of them. */
function askReason({ api, dataset, row }: Place, action: keyof typeof decisions): void {
  const [decision, word] = decisions[action];
  const ids = api.getSelectedRows().map(({ id }) => id);
  if (ids.length < 2 || !ids.includes(row.id)) askReview({ kind: 'reason', decision, dataset, recordId: row.id });
  else
    askReview({
      kind: 'bulk',
      title: `${word} ${counted(ids.length, 'selected record')}`,
      input: { selection: { ...selectionOf(dataset, {}), ids }, change: { kind: decision, reason: '' }, remember: false },
    });
}

async function accept(place: Place, number: number): Promise<void> {
  const { dataset, row } = place;
  // Not what the panel asks: that is cancelled when the panel is drawn again, and the key would do nothing.
  const suggestions = await engine.exceptions.suggest({
    dataset,
    recordId: row.id,
    cells: stagedOf(useReview.getState(), dataset, row.id),
  });
  const chosen = suggestions[number - 1];
  if (chosen) await acceptSuggestion(dataset, row.id, chosen);
  // What is behind the last is to merge duplicates, as the panel shows it.
  else if (number === suggestions.length + 1 && duplicateRule(place) !== undefined) merge(place);
  else useReview.setState({ spoken: number === 1 ? 'Nothing is suggested.' : `There is no suggestion ${number}.` });
}

/** The problem in view: of the cell with the focus, or the first of the row. */
function problemOf({ row, column }: Place) {
  const marks = [...(row.marks.get(column) ?? []), ...[...row.marks.values()].flat()];
  return marks.find(({ severity }) => severity === 'error' || severity === 'critical');
}

function acceptAlike(place: Place): void {
  const problem = problemOf(place);
  if (!problem) return;
  askSuggested(
    'Accept suggestions for all like this',
    selectionOf(place.dataset, { problem: { rule: problem.ruleId, reason: problem.reason } }),
    problem.ruleId,
  );
}

/** The rule by which a record is one of several alike. */
function duplicateRule({ dataset, row, pipeline }: Place): string | undefined {
  const isUnique = (id: string): boolean =>
    pipeline?.rules.some((rule) => rule.dataset === dataset && rule.id === id && rule.remedy === 'merge') ?? false;
  return [...row.marks.values()].flat().find(({ ruleId }) => isUnique(ruleId))?.ruleId;
}

function merge(place: Place): void {
  const { dataset, row } = place;
  const rule = duplicateRule(place);
  if (rule !== undefined) askReview({ kind: 'duplicates', dataset, rule, recordId: row.id });
  else useReview.setState({ spoken: 'This record is not a duplicate.' });
}

function focus({ api, column }: Place, wanted: number): void {
  const last = (api.getDisplayedRowCount() || 1) - 1;
  const index = Math.min(Math.max(0, wanted), last);
  api.ensureIndexVisible(index);
  api.setFocusedCell(index, column);
}

/** Goes to the next cell that is wrong, or back to the one before. */
function nextWrong({ api, rowIndex, column, isShifted }: Place): void {
  const columns = api.getAllDisplayedColumns().map((one) => one.getColId());
  const step = isShifted ? -1 : 1;
  let at = columns.indexOf(column) + step;
  for (let index = rowIndex; Math.abs(index - rowIndex) < farthest; index += step) {
    const marks = api.getDisplayedRowAtIndex(index)?.data?.marks;
    if (!marks) break;
    for (; at >= 0 && at < columns.length; at += step) {
      const name = columns[at] ?? '';
      if (!marks.get(name)?.some(({ severity }) => severity === 'error' || severity === 'critical')) continue;
      api.ensureIndexVisible(index);
      api.ensureColumnVisible(name);
      api.setFocusedCell(index, name);
      return;
    }
    at = isShifted ? columns.length - 1 : 0;
  }
  useReview.setState({ spoken: isShifted ? 'No wrong cell before this one.' : 'There are no more wrong cells.' });
}
