/** What can be measured of rows, as people call it. */
export const measures = [
  ['rows', 'Number of rows'],
  ['sum', 'Total of'],
  ['average', 'Average of'],
  ['smallest', 'Smallest'],
  ['largest', 'Largest'],
  ['different', 'Different values of'],
] as const;
