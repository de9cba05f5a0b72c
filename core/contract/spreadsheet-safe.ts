/**
 * Where a spreadsheet may begin a cell, by whatever separator it expects: at the beginning of a text, and behind a comma, semicolon, tab, bar or line
 * end in it. Quotes, blanks and invisible characters that programs leave out may follow, then apostrophes that were put there before, then a sign.
 */
const beginning =
  /(^|[,;|\t\r\n])([" \u00a0\ufeff\u000b\u000c\u0000\u200b]*)('*)([=+\-@\uff1d\uff0b\uff0d\uff20])([^,;|\t\r\n]*)/g;

/** What may follow a sign of a number, within quotes or not; digits alone are no formula. */
const signedNumber = /^(\d[\d. ]*|\.\d+)%?"*$/;

/**
 * A text that no spreadsheet takes for a formula: wherever a cell of it could begin with = + - @ (also full-width) an apostrophe goes before the
 * sign, unless it is that of a number. Apostrophes already there get another, so that `fromSpreadsheetSafe` gives the text back. After the OWASP
 * page on CSV injection.
 */
export function makeSpreadsheetSafe(text: string): string {
  return text.replace(beginning, (all, separator: string, blanks: string, apostrophes: string, sign: string, rest: string) => {
    const isNumber = apostrophes === '' && (sign === '-' || sign === '+') && signedNumber.test(rest);
    return isNumber ? all : `${separator}${blanks}'${apostrophes}${sign}${rest}`;
  });
}

/** The text from which `makeSpreadsheetSafe` made another. */
export function fromSpreadsheetSafe(text: string): string {
  return text.replace(beginning, (all, separator: string, blanks: string, apostrophes: string, sign: string, rest: string) =>
    apostrophes === '' ? all : `${separator}${blanks}${apostrophes.slice(1)}${sign}${rest}`,
  );
}
