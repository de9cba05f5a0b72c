import { themeQuartz } from 'ag-grid-community';

/** How every grid looks: the workbench's own colours and measures. */
export const gridTheme = themeQuartz.withParams({
  browserColorScheme: 'inherit',
  fontFamily: 'inherit',
  fontSize: 13,
  headerFontSize: 13,
  spacing: 4,
  rowHeight: 26,
  headerHeight: 46,
  backgroundColor: 'var(--surface)',
  foregroundColor: 'var(--ink)',
  headerBackgroundColor: 'var(--surface)',
  headerTextColor: 'var(--ink)',
  borderColor: 'var(--line)',
  accentColor: 'var(--accent)',
  rowHoverColor: 'color-mix(in srgb, var(--accent) 5%, transparent)',
  selectedRowBackgroundColor: 'var(--accent-tint)',
  oddRowBackgroundColor: 'transparent',
  columnBorder: true,
  wrapperBorder: false,
  wrapperBorderRadius: 0,
  headerColumnBorder: true,
  chromeBackgroundColor: 'var(--surface)',
});
