/** What a decision did to other records, to follow what it did to those that it is about. */
export function othersTold({ alongside, worsened }: { readonly alongside: number; readonly worsened: number }): string {
  if (alongside === 0) return '';
  return `, ${alongside} more with it${worsened > 0 ? ` (${worsened} of them passed before and wait now)` : ''}`;
}
