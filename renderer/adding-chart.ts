import { create } from 'zustand';

/** Whether a chart is being added to the dashboard. */
export const useAddingChart = create<{ readonly isAdding: boolean }>(() => ({ isAdding: false }));

/** Opens the form in which a chart is described, or closes it. */
export function addChart(isAdding: boolean): void {
  useAddingChart.setState({ isAdding });
}
