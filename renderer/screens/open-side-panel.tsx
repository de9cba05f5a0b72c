import { count, counted } from '../format.ts';
import type { OpenPart } from './preview-table.tsx';

/** What Winnow asks, what it found and where the results go. */
export function OpenSidePanel({ seen, wishes, change }: OpenPart) {
  const open = seen.columns.filter(({ rivals }) => rivals);
  const key = seen.columns.find(({ keptAsText }) => keptAsText !== null);
  return (
    <aside className="panel" aria-label="What Winnow asks and found">
      {open.map(({ name, rivals, filled }) => (
        <fieldset key={name} className="question">
          <legend>Is 03/04/2024 in {name} the 3rd of April or the 4th of March?</legend>
          <p className="muted">All {count(filled)} dates fit both ways. Winnow will not guess.</p>
          {rivals?.map((format) => (
            <label key={format} className="row">
              <input
                type="radio"
                name={name}
                onChange={() => change({ ...wishes, types: { ...wishes.types, [name]: `date ${format}` } })}
              />
              {/^d/.test(format) ? 'day first · 3 April 2024' : 'month first · March 4, 2024'}
            </label>
          ))}
        </fieldset>
      ))}
      <h2>{seen.problems.length === 0 ? 'No broken lines' : counted(seen.problems.length, 'broken line')}</h2>
      <p className="muted">
        {seen.problems.length === 0
          ? `in the first ${counted(seen.sampled, 'record')}.`
          : 'Kept as exceptions; you can fix them after the run.'}
      </p>
      {seen.problems.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: long reasons are scrolled with the keyboard too
        <section className="source" style={{ marginTop: 8 }} aria-label="Broken lines" tabIndex={0}>
          {seen.problems.slice(0, 50).map(({ line, byteOffset, reason }) => (
            <div key={byteOffset} title={`byte ${count(byteOffset)}`}>
              <span className="number">{count(line)}</span>
              <code>{reason}</code>
            </div>
          ))}
        </section>
      )}
      {key && (
        <>
          <h2>Numbers kept as text: {key.name}</h2>
          <p className="muted">{key.evidence}</p>
        </>
      )}
      <h2>How it is read</h2>
      <ul className="evidence">
        {seen.dialect.evidence.map(({ sentence }) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <h2>Where the results go</h2>
      <p className="mono wrap">{seen.workspace}</p>
      <p className="muted">One file that holds the rows, the rules, what you decide, and the proof.</p>
    </aside>
  );
}
