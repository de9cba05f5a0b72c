const longest = 60;

/** How a text is built: `A` for a letter, `a` for a small one, `9` for a digit, everything else as it is: `CA-2018` is `AA-9999`. */
export function patternOf(text: string): string {
  let pattern = '';
  const end = Math.min(text.length, longest);
  for (let index = 0; index < end; index++) {
    const code = text.charCodeAt(index);
    if (code >= 97 && code <= 122) pattern += 'a';
    else if (code >= 65 && code <= 90) pattern += 'A';
    else if (code >= 48 && code <= 57) pattern += '9';
    else if (code < 128) pattern += text[index];
    else pattern += otherLetter(text[index] ?? '');
  }
  return text.length > longest ? `${pattern}…` : pattern;
}

/** The same with any number of letters, and of digits, taken for one: `Aaaaa Aaa 99` is `Aa+ Aa+ 9+`. */
export function condensed(pattern: string): string {
  return pattern.replace(/([Aa9])\1+/g, '$1+').replace(/(?:Aa\+? ?){3,}/g, 'Aa+ … ');
}

/** Whether a text is built as a pattern says; one with + in it leaves open how many letters and digits follow each other. */
export function isBuiltAs(text: string, pattern: string): boolean {
  const own = patternOf(text);
  return own === pattern || condensed(own) === pattern;
}

function otherLetter(letter: string): string {
  const small = letter.toLowerCase();
  const large = letter.toUpperCase();
  if (small === large) return /\p{L}/u.test(letter) ? 'a' : letter;
  return letter === large ? 'A' : 'a';
}
