/** A space that looks like another: no-break or without width, doubled, leading or trailing. */
export const oddSpace = /^\s|\s$|\s{2}|[\u00a0\u2007\u202f\u200b]/;
