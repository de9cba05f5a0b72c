import { changeSentence, type DefinitionChange } from '#core/contract/versions.ts';

/** What two versions of a pipeline do not have alike, a sentence each. */
export function DefinitionChanges({ changes }: { readonly changes: readonly DefinitionChange[] }) {
  if (changes.length === 0) return <p className="muted">Only comments or the layout of the text differ.</p>;
  return (
    <ul className="bullets">
      {changes.map((change) => (
        <li key={JSON.stringify(change)} className="wrap">
          {changeSentence(change)}
        </li>
      ))}
    </ul>
  );
}
