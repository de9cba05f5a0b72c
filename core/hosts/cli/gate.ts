import type { Severity } from '#core/contract/severity.ts';

/** From which severity on a run fails its quality gate. */
export const gates = ['warning', 'error', 'critical', 'never'] as const;

export type Gate = (typeof gates)[number];

const order: readonly (Severity | 'never')[] = ['info', 'warning', 'error', 'critical', 'never'];

/** Whether the worst severity of a run is below its gate. */
export function passesGate(worst: Severity | null, gate: Gate): boolean {
  return worst === null || order.indexOf(worst) < order.indexOf(gate);
}
