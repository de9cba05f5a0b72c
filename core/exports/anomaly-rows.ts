import type { AnomalySearch } from '#core/records/anomalies/find-anomalies.ts';
import type { ColumnKind, OutputCell } from '#core/sinks/sink.ts';

const number: ColumnKind = { kind: 'real' };
const text: ColumnKind = { kind: 'text' };

/** The columns of a table of anomalies. */
export const anomalyColumns: Readonly<Record<string, ColumnKind>> = {
  record_id: { kind: 'integer' },
  type: text,
  column: text,
  value: number,
  anomaly_score: number,
  score_limit: number,
  usual_from: number,
  usual_to: number,
  median_of_peers: number,
  peers: { kind: 'integer' },
  peers_share: text,
  method: text,
  also_found_by: text,
  reason: text,
  label: text,
};

/** All anomalies as the rows of a table, the most unusual first. */
export function* anomalyRows({ summary: { method, by }, first }: AnomalySearch): Generator<readonly OutputCell[]> {
  for (const one of first(Number.POSITIVE_INFINITY)) {
    const shared = one.among.map((value, at) => `${by[at]} ${value}`).join(', ');
    yield [
      ...[plain(one.record), quoted(one.kind), quoted(one.column), plain(one.value), plain(one.score), plain(one.limit)],
      ...[plain(one.low), plain(one.high), plain(one.median), plain(one.peers), quoted(shared)],
      ...[quoted(one.kind === 'pattern' ? 'patterns' : method), quoted(one.alsoBy.join(', '))],
      ...[quoted(one.sentence), quoted(one.label ?? '')],
    ];
  }
}

function plain(value: number | null): OutputCell {
  return { text: value === null ? '' : String(value), isQuoted: false };
}

function quoted(value: string): OutputCell {
  return { text: value, isQuoted: true };
}
