import type { ChartFilterOffer } from '#core/contract/charts.ts';
import type { Condition } from '#core/contract/records.ts';
import type { ChartFilter } from './declared-chart.tsx';

interface FilterProps {
  readonly offer: ChartFilterOffer;
  readonly label: string;
  readonly filter: readonly ChartFilter[];
  readonly set: (next: readonly ChartFilter[]) => void;
}

/** What all charts of a dashboard may be narrowed by: periods, and columns of few words. */
export function DashboardFilters({
  offers,
  filter,
  set,
}: Omit<FilterProps, 'offer' | 'label'> & { readonly offers: readonly ChartFilterOffer[] }) {
  const names = offers.map(({ column }) => column);
  return offers.map((offer) => {
    const { dataset, column, type } = offer;
    // Datasets may have columns of the same name.
    const label = names.filter((name) => name === column).length > 1 ? `${dataset} ${column}` : column;
    const Filter = type === 'date' ? PeriodFilter : WordFilter;
    return <Filter key={`${dataset}.${column}`} offer={offer} label={label} filter={filter} set={set} />;
  });
}

function PeriodFilter({ offer, label, filter, set }: FilterProps) {
  const own = ownConditions(filter, offer);
  return (
    <span className="row">
      <span className="muted">{label}</span>
      {(['at least', 'at most'] as const).map((operator) => (
        <input
          key={operator}
          className="input"
          type="date"
          aria-label={`${label} ${operator}`}
          min={offer.least ?? undefined}
          max={offer.most ?? undefined}
          value={String(own.find((one) => one.operator === operator)?.value ?? '')}
          onChange={(event) => {
            const others = own.filter((one) => one.operator !== operator);
            const { value } = event.currentTarget;
            set(replaced(filter, offer, value === '' ? others : [...others, { operator, value, values: [] }]));
          }}
        />
      ))}
    </span>
  );
}

function WordFilter({ offer, label, filter, set }: FilterProps) {
  return (
    <select
      className="input"
      aria-label={label}
      value={String(ownConditions(filter, offer)[0]?.value ?? '')}
      onChange={(event) => {
        const { value } = event.currentTarget;
        set(replaced(filter, offer, value === '' ? [] : [{ operator: 'equals', value, values: [] }]));
      }}
    >
      <option value="">any {label}</option>
      {offer.values.map((value) => (
        <option key={value}>{value}</option>
      ))}
    </select>
  );
}

function ownConditions(filter: readonly ChartFilter[], { dataset, column }: ChartFilterOffer): readonly ChartFilter[] {
  return filter.filter((one) => one.dataset === dataset && one.column === column);
}

function replaced(
  filter: readonly ChartFilter[],
  { dataset, column }: ChartFilterOffer,
  conditions: readonly Omit<Condition, 'column'>[],
): readonly ChartFilter[] {
  return [
    ...filter.filter((one) => one.dataset !== dataset || one.column !== column),
    ...conditions.map((condition) => ({ dataset, column, ...condition })),
  ];
}
