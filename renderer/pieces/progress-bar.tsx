/** A part of long work: as wide as it takes long, full as far as it is done (0 to 1). */
interface Part {
  readonly name: string;
  readonly weight: number;
  readonly share: number;
}

/** How far long work has come; `share` is that of the whole (0 to 1), undefined where nobody knows. */
export function ProgressBar({
  label,
  share,
  parts,
}: {
  readonly label: string;
  readonly share: number | undefined;
  readonly parts: readonly Part[];
}) {
  return (
    <div
      className="progress"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(share !== undefined && { 'aria-valuenow': Math.round(100 * share) })}
    >
      {parts.map((part) => (
        <span key={part.name} className="progress-part" title={part.name} style={{ flexGrow: part.weight }}>
          <span style={{ width: `${100 * part.share}%` }} />
        </span>
      ))}
    </div>
  );
}
