/** A number of things in words: `1 record`, `2,000 records`; `several` where more than one is not said with an s. */
export function counted(number: number, one: string, several = `${one}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : several}`;
}
