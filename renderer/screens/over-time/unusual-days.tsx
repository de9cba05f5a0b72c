import { Link } from 'wouter';
import type { AnomalyLabel } from '#core/contract/detectors.ts';
import type { DayOfFigures } from '#core/contract/figures.ts';
import { LabelButtons } from '../../pieces/label-buttons.tsx';

const most = 100;

/** Days that are unusual, the most unusual first; a person says what they are. */
export function UnusualDays({
  days,
  pathOf,
  onLabel,
}: {
  readonly days: readonly DayOfFigures[];
  readonly pathOf: (day: string) => string;
  readonly onLabel: (day: DayOfFigures, label: AnomalyLabel | null) => void;
}) {
  const unusual = days.filter(({ sentence }) => sentence !== null).sort((a, b) => (b.score ?? 0) - (a.score ?? 0));
  return (
    <section className="card" aria-label="Unusual days">
      <div className="card-head">
        <h2>Unusual days</h2>
        <span className="aside">{unusual.length > most ? `the first ${most} of ${unusual.length}` : unusual.length}</span>
      </div>
      {unusual.length === 0 && <p className="muted">None. Every day is in line with its weekday, day of the month or holiday.</p>}
      <ul className="plain-list day-list">
        {unusual.slice(0, most).map((one) => (
          <li key={one.day}>
            <span className="segment-text wrap">{one.sentence}</span>
            <Link href={pathOf(one.day)}>Open the day</Link>
            <LabelButtons about={one.day} label={one.label} onLabel={(label) => onLabel(one, label)} />
          </li>
        ))}
      </ul>
    </section>
  );
}
