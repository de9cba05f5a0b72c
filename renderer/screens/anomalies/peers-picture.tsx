import type { Anomaly } from '#core/contract/anomalies.ts';

const width = 96;
const inset = 5;

/**
 * Where a value stands among its peers: what is usual as a bar, their median as a line, the value as a dot. The scale is linear within what is
 * usual, and logarithmic beyond, or logarithmic where the value is compared by its logarithm. The numbers stand beside it.
 */
export function PeersPicture({ anomaly: { value, low, high, median, isLogarithmic } }: { readonly anomaly: Anomaly }) {
  if (value === null || low === null || high === null || median === null) return null;
  const scaled = (number: number): number =>
    isLogarithmic ? Math.log(number) : Math.asinh((2 * (number - median)) / (high - low));
  const [first, last] = [scaled(Math.min(low, value)), scaled(Math.max(high, value))];
  const at = (number: number): number => inset + ((scaled(number) - first) / (last - first)) * (width - 2 * inset);
  return (
    <svg width={width} height="16" viewBox={`0 0 ${width} 16`} aria-hidden="true" className="peers-picture">
      <line x1={inset} x2={width - inset} y1="8" y2="8" />
      <rect x={at(low)} y="6" height="4" rx="2" width={Math.max(3, at(high) - at(low))} />
      <line className="median" x1={at(median)} x2={at(median)} y1="3" y2="13" />
      <circle cx={at(value)} cy="8" r="4" />
    </svg>
  );
}
