import { ArrowDown, ArrowUp, GripVertical, Pencil, Trash2 } from 'lucide-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import type { StepDetail, StepEdit } from '#core/contract/pipeline.ts';
import type { StepsPreview } from '#core/contract/pipeline-trials.ts';
import { counted } from '../../format.ts';
import { Tool } from '../../pieces/tool.tsx';

interface RecipeProps {
  readonly steps: readonly StepDetail[];
  readonly preview: StepsPreview | undefined;
  readonly selected: number;
  readonly onSelect: (at: number) => void;
  /** Changes the recipe; then the step at `place` is selected. */
  readonly onEdit: (edit: StepEdit, place: number) => Promise<void>;
  readonly onRewrite: (step: StepDetail) => void;
}

/** The steps in their order, each as a sentence with what it changes. They are moved by dragging or with Alt and an arrow. */
export function Recipe({ steps, preview, selected, onSelect, onEdit, onRewrite }: RecipeProps) {
  const list = useRef<HTMLOListElement>(null);
  const [dragged, drag] = useState<number>();
  const focus = (at: number): void => {
    onSelect(at);
    list.current?.querySelectorAll<HTMLElement>('.recipe-step')[at]?.focus();
  };
  const move = (at: number, to: number): void => {
    if (to < 0 || to >= steps.length || to === at) return;
    void onEdit({ kind: 'move', at, to }, to).then(() => focus(to));
  };
  const remove = (at: number): void => {
    const next = Math.min(at, steps.length - 2);
    void onEdit({ kind: 'remove', at }, next).then(() => focus(Math.max(0, next)));
  };
  const onKeyDown = (event: KeyboardEvent, step: StepDetail): void => {
    if (event.target !== event.currentTarget) return;
    const { at } = step;
    const way = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (way !== 0 && event.altKey) move(at, at + way);
    else if (way !== 0) focus(Math.min(Math.max(at + way, 0), steps.length - 1));
    else if (event.key === ' ') void onEdit({ kind: 'switch', at, isOn: !step.isOn }, at);
    else if (event.key === 'Delete') remove(at);
    else if (event.key === 'F2' || event.key === 'Enter') onRewrite(step);
    else return;
    event.preventDefault();
  };
  return (
    <ol className="recipe" ref={list}>
      {steps.map((step) => {
        const { at, isOn, sentence } = step;
        return (
          <li
            key={`${at} ${sentence}`}
            className={dragged === at ? 'is-dragged' : undefined}
            draggable
            onDragStart={(event) => {
              event.dataTransfer.effectAllowed = 'move';
              drag(at);
            }}
            onDragEnd={() => drag(undefined)}
            onDragOver={(event) => event.preventDefault()}
            onDrop={(event) => {
              event.preventDefault();
              if (dragged !== undefined) move(dragged, at);
            }}
          >
            <GripVertical size={14} className="grip" aria-hidden />
            <button
              type="button"
              className={isOn ? 'recipe-step' : 'recipe-step is-off'}
              aria-pressed={at === selected}
              aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown Space Delete F2"
              tabIndex={at === selected ? 0 : -1}
              onClick={() => onSelect(at)}
              onKeyDown={(event) => onKeyDown(event, step)}
            >
              <span className="recipe-number">{at + 1}</span>
              <span className="recipe-sentence">
                {sentence}
                <span className="muted small">{whatItChanges(step, preview)}</span>
              </span>
            </button>
            <span className="recipe-tools">
              <Tool label={`Move ${sentence} up`} isOff={at === 0} onClick={() => move(at, at - 1)}>
                <ArrowUp size={14} />
              </Tool>
              <Tool label={`Move ${sentence} down`} isOff={at === steps.length - 1} onClick={() => move(at, at + 1)}>
                <ArrowDown size={14} />
              </Tool>
              <Tool label={`Edit ${sentence}`} onClick={() => onRewrite(step)}>
                <Pencil size={14} />
              </Tool>
              <Tool label={`Remove ${sentence}`} onClick={() => remove(at)}>
                <Trash2 size={14} />
              </Tool>
              <input
                type="checkbox"
                role="switch"
                aria-label={sentence}
                aria-checked={isOn}
                checked={isOn}
                onChange={() => void onEdit({ kind: 'switch', at, isOn: !isOn }, at)}
              />
            </span>
          </li>
        );
      })}
    </ol>
  );
}

function whatItChanges({ at, isOn }: StepDetail, preview: StepsPreview | undefined): string {
  if (!isOn) return 'off';
  const found = preview?.counts.find((one) => one.at === at);
  if (!preview || !found) return '…';
  const part = preview.looked < preview.total ? ` of the first ${counted(preview.looked, 'record')}` : '';
  if (found.cells === 0) return part === '' ? 'changes nothing' : `changes none${part}`;
  const cells = counted(found.cells, 'cell');
  return found.cells === found.records ? `${cells}${part}` : `${cells} in ${counted(found.records, 'record')}${part}`;
}
