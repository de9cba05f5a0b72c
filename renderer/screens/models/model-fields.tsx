import { Plus, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ModelSpec } from '#core/contract/model-builder.ts';
import { Choice } from '../../pieces/choice.tsx';
import { measures } from '../../pieces/measures.ts';
import { Tool } from '../../pieces/tool.tsx';

/** A column that can be chosen: its name in the description, and what it holds. */
export interface Offer {
  readonly name: string;
  readonly isDate: boolean;
  readonly isNumber: boolean;
}

const steps = [
  ['value', 'each value'],
  ['day', 'by day'],
  ['month', 'by month'],
  ['year', 'by year'],
] as const;

const operators = [
  ['equals', 'is'],
  ['differs', 'is not'],
  ['at least', 'at least'],
  ['at most', 'at most'],
  ['is empty', 'is empty'],
  ['is not empty', 'is not empty'],
] as const;

interface Part {
  readonly spec: ModelSpec;
  readonly change: (changed: Partial<ModelSpec>) => void;
  readonly offers: readonly Offer[];
}

/** The columns that make a row. */
export function ByFields({ spec: { by }, change, offers }: Part) {
  return (
    <List title="One row for each" add="Add a column" onAdd={() => change({ by: [...by, { column: '', step: 'value' }] })}>
      {by.map((one, place) => (
        <Line
          // biome-ignore lint/suspicious/noArrayIndexKey: entries have no other name than their place
          key={place}
          what={one.column || 'this column'}
          onRemove={() => change({ by: by.toSpliced(place, 1) })}
        >
          <Columns
            label={`Column ${place + 1} of each row`}
            offers={offers}
            value={one.column}
            onChange={(column) => change({ by: by.with(place, { column, step: 'value' }) })}
          />
          {offers.some(({ name, isDate }) => name === one.column && isDate) && (
            <Choice
              label={`Group ${one.column} by`}
              options={steps}
              value={one.step}
              onChange={(step) => change({ by: by.with(place, { ...one, step }) })}
            />
          )}
        </Line>
      ))}
    </List>
  );
}

/** What is measured. */
export function MeasureFields({ spec: { measures: all }, change, offers }: Part) {
  return (
    <List title="Figures" add="Add a figure" onAdd={() => change({ measures: [...all, { of: 'rows' }] })}>
      {all.map((one, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: entries have no other name than their place
        <Line key={place} what="this figure" onRemove={() => change({ measures: all.toSpliced(place, 1) })}>
          <Choice
            label={`Figure ${place + 1}`}
            options={measures}
            value={one.of}
            onChange={(of) => change({ measures: all.with(place, of === 'rows' ? { of } : { ...one, of }) })}
          />
          {one.of !== 'rows' && (
            <Columns
              label={`Column of figure ${place + 1}`}
              offers={one.of === 'sum' || one.of === 'average' ? offers.filter(({ isNumber }) => isNumber) : offers}
              value={one.column ?? ''}
              onChange={(column) => change({ measures: all.with(place, { ...one, column }) })}
            />
          )}
        </Line>
      ))}
    </List>
  );
}

/** Which rows count. */
export function WhereFields({ spec: { where }, change, offers }: Part) {
  const add = (): void => change({ where: [...where, { column: '', operator: 'equals', value: '' }] });
  return (
    <List title="Only rows where" add="Add a condition" onAdd={add}>
      {where.map((one, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: entries have no other name than their place
        <Line key={place} what="this condition" onRemove={() => change({ where: where.toSpliced(place, 1) })}>
          <Columns
            label={`Column of condition ${place + 1}`}
            offers={offers}
            value={one.column}
            onChange={(column) => change({ where: where.with(place, { ...one, column }) })}
          />
          <Choice
            label={`Comparison ${place + 1}`}
            options={operators}
            value={one.operator}
            onChange={(operator) => change({ where: where.with(place, { ...one, operator }) })}
          />
          {!one.operator.endsWith('empty') && (
            <input
              className="input small"
              aria-label={`Value of condition ${place + 1}`}
              value={one.value}
              onChange={(event) => change({ where: where.with(place, { ...one, value: event.currentTarget.value }) })}
            />
          )}
        </Line>
      ))}
    </List>
  );
}

function List({
  title,
  add,
  onAdd,
  children,
}: {
  readonly title: string;
  readonly add: string;
  readonly onAdd: () => void;
  readonly children: ReactNode;
}) {
  return (
    <fieldset className="builder-list">
      <legend>{title}</legend>
      {children}
      <button type="button" className="link row" onClick={onAdd}>
        <Plus size={14} aria-hidden /> {add}
      </button>
    </fieldset>
  );
}

function Line({
  what,
  onRemove,
  children,
}: {
  readonly what: string;
  readonly onRemove: () => void;
  readonly children: ReactNode;
}) {
  return (
    <div className="builder-line">
      {children}
      <Tool label={`Remove ${what}`} onClick={onRemove}>
        <X size={14} />
      </Tool>
    </div>
  );
}

/** A choice of one of some columns. */
export function Columns({
  label,
  offers,
  value,
  onChange,
}: {
  readonly label: string;
  readonly offers: readonly { readonly name: string }[];
  readonly value: string;
  readonly onChange: (column: string) => void;
}) {
  return (
    <select className="input small" aria-label={label} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      <option value="" />
      {offers.map(({ name }) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  );
}
