import { nearest } from './nearest.ts';

/** A name that is not among those that there are, with the one that was probably meant; nothing where it is. */
export function unknownName(
  name: string,
  known: readonly string[],
  what: string,
  path: readonly PropertyKey[],
): readonly { readonly path: readonly PropertyKey[]; readonly message: string }[] {
  if (known.includes(name)) return [];
  const hint = nearest(name, known);
  return [
    {
      path,
      message: `there is no ${what} "${name}"; ${hint ? `did you mean ${hint}?` : known.length === 0 ? 'there is none' : `there ${known.length === 1 ? 'is' : 'are'} ${known.slice(0, 12).join(', ')}`}`,
    },
  ];
}
