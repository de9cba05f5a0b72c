/** A score or percentage with as many places as it takes not to say 0 or 100 falsely: `99.99999`, `87.4`. */
export function formatPercent(value: number): string {
  for (let places = 1; places <= 12; places++) {
    const text = value.toFixed(places);
    if ((value === 100 || Number(text) !== 100) && (value === 0 || Number(text) !== 0)) return String(Number(text));
  }
  return String(value);
}

/** A share as a percentage: `12.3 %`. */
export function shareText(share: number): string {
  return `${formatPercent(100 * share)} %`;
}
