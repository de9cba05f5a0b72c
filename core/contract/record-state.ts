/** Where a parsed record stands, as the tables of records keep it. */
export const recordState = { clean: 0, exception: 1, waived: 2, rejected: 3, merged: 4 } as const;
