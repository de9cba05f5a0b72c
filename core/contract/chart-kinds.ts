/** How the figures of a chart are drawn. */
export const chartKinds = ['bar', 'line', 'pie', 'table', 'kpi', 'heatmap', 'scatter', 'funnel'] as const;
