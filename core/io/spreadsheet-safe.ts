const formulaLike = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
const signedNumber = /^[-+]?(\d[\d,. ]*|[.,]\d+)%?$/;

/**
 * A text that no spreadsheet takes for a formula: an apostrophe goes before texts that begin with = + - @, tab or line
 * end (also full-width), unless they are signed numbers. An apostrophe already there gets another, so that it can be undone.
 * After the OWASP page on CSV injection.
 */
export function makeSpreadsheetSafe(text: string): string {
  return formulaLike.test(text) && !signedNumber.test(text) ? `'${text}` : text;
}
