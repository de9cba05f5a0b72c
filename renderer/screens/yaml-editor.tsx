/** The text of a pipeline, to be changed by hand. */
export function YamlEditor({ yaml, onChange }: { readonly yaml: string; readonly onChange: (yaml: string) => void }) {
  return (
    <textarea
      className="yaml"
      aria-label="pipeline.yaml"
      spellCheck={false}
      value={yaml}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
