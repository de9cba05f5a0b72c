/**
 * Where a spreadsheet may begin a cell, by whatever separator it expects: at the beginning of a text, and behind a comma, semicolon, tab, bar or line
 * end in it. Apostrophes follow that were put there before, then blanks and invisible characters that programs leave out, then a sign.
 */
const beginning =
  /(?:^('*)([ \t\r\n\u00a0\ufeff\u000b\u000c\u0000\u200b]*)|([,;|\t\r\n])('*)([ \u00a0\ufeff\u000b\u000c\u0000\u200b]*))([=+\-@\uff1d\uff0b\uff0d\uff20])([^,;|\t\r\n]*)/g;

/** What may follow a sign of a number; digits alone are no formula. */
const signedNumber = /^(\d[\d. ]*|\.\d+)%?$/;

/**
 * A text that no spreadsheet takes for a formula: wherever a cell of it could begin with = + - @ (also full-width) an apostrophe goes before it,
 * unless it is a signed number. Apostrophes already there get another, so that `fromSpreadsheetSafe` gives the text back. After the OWASP page on
 * CSV injection.
 */
export function makeSpreadsheetSafe(text: string): string {
  return text.replace(beginning, (all, ...groups: readonly (string | undefined)[]) => {
    const [, , , , , sign = '', rest = ''] = groups;
    const isNumber = apostrophesOf(groups) === '' && (sign === '-' || sign === '+') && signedNumber.test(rest);
    return isNumber ? all : withApostrophes(all, groups, (apostrophes) => `'${apostrophes}`);
  });
}

/** The text from which `makeSpreadsheetSafe` made another. */
export function fromSpreadsheetSafe(text: string): string {
  return text.replace(beginning, (all, ...groups: readonly (string | undefined)[]) =>
    withApostrophes(all, groups, (apostrophes) => apostrophes.slice(1)),
  );
}

function apostrophesOf([first, , , other]: readonly (string | undefined)[]): string {
  return first ?? other ?? '';
}

function withApostrophes(all: string, groups: readonly (string | undefined)[], change: (apostrophes: string) => string): string {
  const [, , separator = ''] = groups;
  const apostrophes = apostrophesOf(groups);
  return `${separator}${change(apostrophes)}${all.slice(separator.length + apostrophes.length)}`;
}
