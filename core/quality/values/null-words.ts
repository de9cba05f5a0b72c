/** Words that mean "no value" unless a pipeline lists its own; compared without case and outer white space. */
export const defaultNullWords: readonly string[] = ['null', 'n/a', 'none', 'nan'];

/** The white space that Winnow trims: ASCII white space, no-break space and the byte order mark. */
export const blankCharacters = '\t\n\v\f\r \u00a0\ufeff';

const outerBlanks = /^[\t\n\v\f\r \u00a0\ufeff]+|[\t\n\v\f\r \u00a0\ufeff]+$/g;

/** The text without outer white space; returns the same string when there is nothing to trim. */
export function trimBlanks(text: string): string {
  if (text === '') return text;
  return isTrimmable(text.charCodeAt(0)) || isTrimmable(text.charCodeAt(text.length - 1)) ? text.replace(outerBlanks, '') : text;
}

/** Lower case of ASCII letters only, as SQLite's lower() does, so that both forms of a rule agree. */
export function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** A test whether a text means "no value": empty, blank, or one of the null words. */
export function createIsEmpty(nullWords: readonly string[]): (text: string) => boolean {
  const words = new Set(nullWords.map((word) => lowerAscii(trimBlanks(word))));
  const longest = Math.max(0, ...[...words].map((word) => word.length));
  const firstLetters = new Set([...words].map((word) => word.charCodeAt(0)));
  return (text) => {
    if (text === '') return true;
    const trimmed = trimBlanks(text);
    if (trimmed === '') return true;
    if (trimmed.length > longest) return false;
    const first = trimmed.charCodeAt(0);
    const lower = first >= 65 && first <= 90 ? first + 32 : first;
    return firstLetters.has(lower) && words.has(lowerAscii(trimmed));
  };
}

function isTrimmable(code: number): boolean {
  return code <= 32 ? code === 32 || (code >= 9 && code <= 13) : code === 0xa0 || code === 0xfeff;
}
