import { Fragment } from 'react';

/** Characters that a person would not see, or take for others. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\uFFFD]|[^\S ]|^ +| +$/gu;

const names: Readonly<Record<string, readonly [string, string]>> = {
  '\t': ['⇥', 'tab'],
  '\n': ['↵', 'line feed'],
  '\r': ['␍', 'carriage return'],
  '\0': ['␀', 'a byte of zero'],
  ' ': ['·', 'space'],
  '\u00a0': ['⍽', 'no-break space'],
  '\u200b': ['⋅', 'zero-width space'],
  '\ufeff': ['⋅', 'zero-width no-break space (a byte order mark)'],
  '\ufffd': ['\ufffd', 'bytes that are no character of the encoding'],
};

/** A text with a mark for everything in it that would not be seen. */
export function VisibleText({ text }: { readonly text: string }) {
  const parts = [...text.matchAll(unseen)];
  let from = 0;
  return (
    <>
      {parts.map((part) => {
        const before = text.slice(from, part.index);
        from = part.index + part[0].length;
        return (
          <Fragment key={part.index}>
            {before}
            <Unseen text={part[0]} />
          </Fragment>
        );
      })}
      {text.slice(from)}
    </>
  );
}

function Unseen({ text }: { readonly text: string }) {
  const characters = [...text];
  const character = characters[0] ?? '';
  const [sign, name] = names[character] ?? ['▯', 'an invisible character'];
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const many = characters.length > 1 ? `${characters.length} × ` : '';
  return (
    <span className="unseen" title={`${many}${name}, U+${code}`}>
      {sign.repeat(characters.length)}
    </span>
  );
}
